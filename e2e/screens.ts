/**
 * The main pages by name, with the address of each in the estate of `estate.ts`: a change of looks is reviewed on them.
 */
import { POLICY_NAME, serverId, SERVER_NAME, VAULT_ID } from './ids.ts';

const segment = encodeURIComponent;
const SERVER = segment(serverId('pg-orders'));
const VAULT = `/vaults/${segment(VAULT_ID)}`;
const CHOSEN = `vault=${segment(VAULT_ID)}&policy=${segment(`${VAULT_ID}/backupPolicies/${POLICY_NAME}`)}`;

/** The addresses of the wizard's tabs have these servers. */
const servers = (...names: string[]): string => names.map((name) => `&servers=${segment(serverId(name))}`).join('');

/** `instance` is the name of a backup instance with recovery points. */
export function screensOf(instance: string): Readonly<Record<string, string>> {
  const INSTANCE = `${VAULT}/instances/${instance}`;
  return {
    home: '/',
    overview: '/bcc/overview',
    protectable: '/bcc/protectable',
    'protected-items': '/bcc/protected',
    'protected-item': `/bcc/protected/${SERVER}`,
    'protection-policies': '/bcc/policies',
    'protection-vaults': '/bcc/vaults',
    alerts: '/bcc/alerts',
    jobs: '/bcc/jobs?range=14d',
    recover: '/bcc/protected?pane=recover',
    'backup-center': '/backup-center',
    vaults: '/vaults',
    vault: `${VAULT}/overview`,
    'vault-properties': `${VAULT}/properties`,
    'vault-access': `${VAULT}/iam`,
    'vault-roles': `${VAULT}/iam?tab=roles`,
    'vault-locks': `${VAULT}/locks`,
    'vault-tags': `${VAULT}/tags`,
    'vault-identity': `${VAULT}/identity`,
    'vault-log': `${VAULT}/activity-log`,
    'vault-instances': `${VAULT}/instances`,
    'vault-policies': `${VAULT}/policies`,
    'vault-jobs': `${VAULT}/jobs`,
    'create-vault': '/vaults/create/basics',
    policy: `${VAULT}/policies/${POLICY_NAME}`,
    'create-policy': `${VAULT}/policies/create/basics`,
    'create-policy-schedule': `${VAULT}/policies/create/schedule`,
    instance: INSTANCE,
    'instance-jobs': `${INSTANCE}/jobs`,
    'backup-now': `${INSTANCE}?pane=backup-now`,
    'stop-backup': `${INSTANCE}?pane=stop`,
    restore: `${INSTANCE}/restore/basics`,
    'restore-point': `${INSTANCE}/restore/point`,
    'restore-parameters': `${INSTANCE}/restore/parameters`,
    servers: '/servers',
    server: `/servers/${SERVER}/overview`,
    'server-log': `/servers/${SERVER}/activity-log`,
    'connect-server': '/servers/connect',
    'configure-backup': '/configure-backup/basics',
    'configure-backup-policy': `/configure-backup/policy?${CHOSEN}`,
    'configure-backup-datasources': `/configure-backup/datasources?${CHOSEN}${servers(SERVER_NAME, 'pg-identity')}`,
    'configure-backup-review': `/configure-backup/review?${CHOSEN}${servers(SERVER_NAME)}`,
    deploy: '/deploy/template',
    'not-found': '/nowhere',
  };
}
