/** Who abuses, and from where: somebody with a resource group of their own, as Reader or as Contributor, and nobody at all. */
import { ROLE_IDS, type RoleAssignment } from '#protocol/authorization.ts';
import { VAULT_TYPE } from '#protocol/data-protection.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { resourceGroupScope, resourceId, subscriptionScope } from '#protocol/resource-id.ts';
import { BACKUP_GROUP, DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import type { ArmClient, PortalProcess } from '../portal-process.ts';

export const ABUSED_GROUP = resourceGroupScope(SUBSCRIPTION_ID, 'rg-abused');
export const ABUSED_VAULT = resourceId(ABUSED_GROUP, VAULT_TYPE, 'bv-abused');
export const ABUSED_POLICY = `${ABUSED_VAULT}/backupPolicies/weekly`;
const SUBSCRIPTION = subscriptionScope(SUBSCRIPTION_ID);

export interface Abuser {
  token: string;
  /** The one and only role, at the abused group; a Reader sees the rest of the subscription, too. */
  becomes: (role: 'reader' | 'contributor') => Promise<void>;
}

/** Makes the group and its vault, and takes from the backup admin what the first start gave. */
export async function prepareAbuser({ arm, tokenOf }: PortalProcess): Promise<Abuser> {
  await sent(arm, 'PUT', ABUSED_GROUP, { location: REGION });
  await sent(arm, 'PUT', ABUSED_VAULT, {
    location: REGION,
    identity: { type: 'SystemAssigned' },
    properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
  });
  const { properties } = await arm.get<BackupPolicy>(POLICY_ID);
  await sent(arm, 'PUT', ABUSED_POLICY, { properties });
  const { value } = await arm.get<{ value: RoleAssignment[] }>(
    `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments`,
  );
  const own = value.find(({ properties }) => properties.roleDefinitionId.endsWith(ROLE_IDS.contributor));
  if (!own) throw new Error('The backup admin has no role.');
  const { principalId } = own.properties;
  const token = await tokenOf('backup-admin');
  let given: string[] = [own.id];
  return {
    token,
    async becomes(role) {
      for (const id of given) await sent(arm, 'DELETE', id);
      const roles = [[SUBSCRIPTION, ROLE_IDS.reader]];
      if (role === 'contributor') roles.push([ABUSED_GROUP, ROLE_IDS.contributor]);
      given = [];
      for (const [scope = '', roleId = ''] of roles) {
        const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
        const roleDefinitionId = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
        await sent(arm, 'PUT', id, { properties: { roleDefinitionId, principalId, principalType: 'User' } });
        given.push(id);
      }
    },
  };
}

/** Sends in the operator's name and follows the operation to its end. Throws when either fails, unless it `may`. */
export async function sent(
  arm: ArmClient,
  method: string,
  path: string,
  body?: unknown,
  may: readonly number[] = [],
): Promise<void> {
  const answer = await arm.send(method, path, body);
  const text = await answer.text();
  if (may.includes(answer.status)) return;
  if (!answer.ok) throw new Error(`${method} ${path}: ${String(answer.status)} ${text}`);
  const operation = answer.headers.get('azure-asyncoperation');
  while (operation !== null) {
    const { status } = await arm.get<{ status: string }>(operation);
    if (status === 'Succeeded') return;
    if (status === 'Failed') throw new Error(`${method} ${path} has failed.`);
  }
}

/** Everything that nobody but the operator may change, as one text: it has to stay the same, letter for letter. */
export async function strangersGoods({ arm }: PortalProcess): Promise<string> {
  const groups = [BACKUP_GROUP, DATA_GROUP].map((name) => resourceGroupScope(SUBSCRIPTION_ID, name));
  const paths = [
    VAULT_ID,
    `${VAULT_ID}/backupPolicies`,
    `${VAULT_ID}/backupInstances`,
    ...groups,
    ...groups.map((group) => `${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers`),
    ...groups.map((group) => `${group}/providers/Microsoft.Resources/deployments`),
    `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments`,
    `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions`,
    `${SUBSCRIPTION}/providers/Microsoft.Authorization/locks`,
  ];
  const texts: string[] = [];
  for (const path of paths) texts.push(await (await arm.send('GET', path)).text());
  return texts.join('\n');
}
