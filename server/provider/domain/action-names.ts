/** What the actions of requests are called where people read them: in the activity log. Pure. */
import { LOCK_TYPE, ROLE_ASSIGNMENT_TYPE, ROLE_DEFINITION_TYPE } from '#protocol/authorization.ts';
import { INSTANCE_TYPE, JOB_TYPE, POLICY_TYPE, RECOVERY_POINT_TYPE, VAULT_TYPE } from '#protocol/data-protection.ts';
import { DATASOURCE_TYPES } from '#protocol/datasource-types.ts';
import { DEPLOYMENT_TYPE } from '#protocol/deployments.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';

/** What is written and deleted. */
const THINGS = {
  'Microsoft.Resources/subscriptions/resourceGroups': 'resource group',
  [DEPLOYMENT_TYPE]: 'deployment',
  [ROLE_ASSIGNMENT_TYPE]: 'role assignment',
  [ROLE_DEFINITION_TYPE]: 'custom role',
  [LOCK_TYPE]: 'resource lock',
  ...Object.fromEntries(DATASOURCE_TYPES.map(({ type, words }) => [type, words.one])),
  [VAULT_TYPE]: 'Backup vault',
  [POLICY_TYPE]: 'backup policy',
  [INSTANCE_TYPE]: 'backup instance',
};

const ACTIONS = {
  [`${DEPLOYMENT_TYPE}/cancel`]: 'Cancel deployment',
  [`${DEPLOYMENT_TYPE}/validate`]: 'Validate deployment',
  [`${SERVER_TYPE}/testConnection`]: `Test connection of ${POSTGRES_SERVERS.words.one}`,
  'Microsoft.DataProtection/locations/checkNameAvailability': 'Check name availability',
  [`${VAULT_TYPE}/validateForBackup`]: 'Validate for backup',
  [`${VAULT_TYPE}/deletedBackupInstances/undelete`]: 'Undelete backup instance',
  [`${INSTANCE_TYPE}/stopProtection`]: 'Stop protection of backup instance',
  [`${INSTANCE_TYPE}/suspendBackups`]: 'Suspend backups of backup instance',
  [`${INSTANCE_TYPE}/resumeProtection`]: 'Resume protection of backup instance',
  [`${INSTANCE_TYPE}/resumeBackups`]: 'Resume backups of backup instance',
  [`${INSTANCE_TYPE}/backup`]: 'Back up backup instance',
  [`${INSTANCE_TYPE}/validateRestore`]: 'Validate for restore',
  [`${INSTANCE_TYPE}/restore`]: 'Restore backup instance',
  [`${INSTANCE_TYPE}/verify`]: 'Verify backup instance',
  [`${INSTANCE_TYPE}/drill`]: 'Drill backup instance',
  [`${RECOVERY_POINT_TYPE}/verify`]: 'Verify recovery point',
  [`${RECOVERY_POINT_TYPE}/drill`]: 'Drill recovery point',
  [`${JOB_TYPE}/cancel`]: 'Cancel backup job',
};

const NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(THINGS).flatMap(([type, thing]): [string, string][] => [
    [keyOf(`${type}/write`), `Create or update ${thing}`],
    [keyOf(`${type}/delete`), `Delete ${thing}`],
  ]),
  ...Object.entries(ACTIONS).map(([action, name]): [string, string] => [keyOf(`${action}/action`), name]),
]);

/** Such as `Create or update backup policy`; the action itself when it has no name. */
export const actionName = (action: string): string => NAMES.get(keyOf(action)) ?? action;

function keyOf(action: string): string {
  return action.toLowerCase();
}
