/** The main pages by name, with the address of each in the estate of `estate.ts`: what a change of looks is seen on. */
import { paths } from '#paths';
import { serverId, SERVER_NAME, VAULT_ID } from './ids.ts';

const SERVER = serverId('pg-orders');
const POLICY = `${VAULT_ID}/backupPolicies/weekly-standard`;

/** `instance` is the id of a backup instance with recovery points. */
export const screensOf = (instance: string): Readonly<Record<string, string>> => ({
  home: paths.home(),
  overview: paths.businessContinuity(),
  protectable: paths.protectableResources(),
  'protected-items': paths.protectedItems(),
  'protected-item': paths.protectedItem(SERVER),
  'protection-policies': paths.protectionPolicies(),
  'protection-vaults': paths.protectionVaults(),
  alerts: paths.alerts(),
  jobs: paths.jobs({ range: '14d' }),
  recover: paths.recover(),
  'backup-center': paths.backupCenter(),
  vaults: paths.vaults(),
  vault: paths.vault(VAULT_ID),
  'vault-properties': paths.vaultProperties(VAULT_ID),
  'vault-access': paths.vaultAccess(VAULT_ID),
  'vault-roles': paths.vaultRoles(VAULT_ID),
  'vault-locks': paths.vaultLocks(VAULT_ID),
  'vault-tags': paths.vaultTags(VAULT_ID),
  'vault-identity': paths.vaultIdentity(VAULT_ID),
  'vault-log': paths.vaultLog(VAULT_ID),
  'vault-instances': paths.vaultInstances(VAULT_ID),
  'vault-policies': paths.vaultPolicies(VAULT_ID),
  'vault-jobs': paths.vaultJobs(VAULT_ID),
  'create-vault': paths.createVault(),
  policy: paths.policy(POLICY),
  'create-policy': paths.createPolicy(VAULT_ID),
  'create-policy-schedule': paths.createPolicy(VAULT_ID, 'schedule-retention'),
  instance: paths.instance(instance),
  'instance-jobs': paths.instanceJobs(instance),
  'backup-now': paths.backupNow(instance),
  'stop-backup': paths.instancePane(instance, 'stop'),
  restore: paths.restore(instance),
  'restore-point': paths.restore(instance, undefined, 'restore-point'),
  'restore-parameters': paths.restore(instance, undefined, 'restore-parameters'),
  servers: paths.servers(),
  server: paths.server(SERVER),
  'server-log': paths.serverLog(SERVER),
  'connect-server': paths.connectServer(),
  'configure-backup': paths.configureBackup(),
  'configure-backup-policy': paths.configureBackup('policy', { vault: VAULT_ID, policy: POLICY }),
  'configure-backup-datasources': paths.configureBackup('datasources', {
    vault: VAULT_ID,
    policy: POLICY,
    servers: [serverId(SERVER_NAME), serverId('pg-identity')],
  }),
  'configure-backup-review': paths.configureBackup('review', {
    vault: VAULT_ID,
    policy: POLICY,
    servers: [serverId(SERVER_NAME)],
  }),
  deploy: paths.deploy(),
  'not-found': '/nowhere',
});
