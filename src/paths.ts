/** One function for each URL of the page; the only place that spells URLs. A resource id is one path segment. */
import type { ProofOperation } from '#protocol/proof.ts';
import type { ResourceId } from '#protocol/resource-id.ts';

const segment = encodeURIComponent;

function withQuery(path: string, query: Record<string, string | readonly string[] | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'string' ? [value] : value) search.append(name, one);
  }
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

/** What a link into the wizard may already decide. */
export interface WizardChoices {
  vault?: ResourceId;
  policy?: ResourceId;
  servers?: readonly ResourceId[];
  /** ARM's type of what is backed up; the first that there is when absent. */
  datasource?: string;
}

/** What a link to a list of jobs may already filter by. */
export interface JobsQuery {
  range?: string;
  status?: string;
  operation?: string;
  vault?: ResourceId;
}

export const paths = {
  home: () => '/',

  businessContinuity: () => '/bcc/overview',
  protectableResources: () => '/bcc/protectable',
  protectedItems: (query: { status?: string } = {}) => withQuery('/bcc/protected', { ...query }),
  /** One server, with what protects it. */
  protectedItem: (serverId: ResourceId) => `/bcc/protected/${segment(serverId)}`,
  protectionPolicies: () => '/bcc/policies',
  /** The policies with the pane that begins a new one. */
  startPolicy: () => withQuery('/bcc/policies', { pane: 'create-policy' }),
  protectionVaults: () => '/bcc/vaults',
  /**
   * The pane **Recover**, which asks what to restore. `vault` or `server` leave only what is theirs to choose from;
   * `returnTo` is the address of this page to go back to when the person gives it up.
   */
  recover: (query: { vault?: ResourceId; server?: ResourceId; returnTo?: string } = {}) =>
    withQuery('/bcc/protected', {
      pane: 'recover',
      recoverVault: query.vault,
      recoverServer: query.server,
      returnTo: query.returnTo,
    }),
  alerts: (query: { severity?: string; range?: string } = {}) => withQuery('/bcc/alerts', { ...query }),
  backupCenter: () => '/backup-center',
  jobs: (query: JobsQuery = {}) => withQuery('/bcc/jobs', { ...query }),
  job: (jobId: ResourceId) => `/bcc/jobs/${segment(jobId)}`,

  vaults: () => '/vaults',
  /** `returnTo` is the address of this page to go back to; the new vault when absent. */
  createVault: (step = 'basics', returnTo?: string) => withQuery(`/vaults/create/${step}`, { returnTo }),
  vault: (vaultId: ResourceId) => `/vaults/${segment(vaultId)}/overview`,
  /** The vault with what prevents deleting it. */
  deleteVault: (vaultId: ResourceId) => withQuery(`/vaults/${segment(vaultId)}/overview`, { dialog: 'delete' }),
  /** The activity log: who wrote what to the vault. */
  vaultLog: (vaultId: ResourceId) => `/vaults/${segment(vaultId)}/activity-log`,
  /** Who may do what at the vault. */
  vaultAccess: (vaultId: ResourceId) => `/vaults/${segment(vaultId)}/iam`,
  /** What nobody may delete or change in the vault, whatever their role. */
  vaultLocks: (vaultId: ResourceId) => `/vaults/${segment(vaultId)}/locks`,
  /** The roles that can be given there. */
  vaultRoles: (vaultId: ResourceId) => withQuery(`/vaults/${segment(vaultId)}/iam`, { tab: 'roles' }),
  vaultTags: (vaultId: ResourceId) => `/vaults/${segment(vaultId)}/tags`,
  vaultIdentity: (vaultId: ResourceId) => `/vaults/${segment(vaultId)}/identity`,
  /** `pane` opens one of the settings. */
  vaultProperties: (vaultId: ResourceId, pane?: string) =>
    withQuery(`/vaults/${segment(vaultId)}/properties`, { pane }),
  vaultInstances: (vaultId: ResourceId, query: { status?: string } = {}) =>
    withQuery(`/vaults/${segment(vaultId)}/instances`, { ...query }),
  vaultPolicies: (vaultId: ResourceId) => `/vaults/${segment(vaultId)}/policies`,
  /** `/vaults/{vault id}/policies/{policy name}` */
  policy: (policyId: ResourceId) => policyPath(policyId),
  /** The policy at the list of the backup instances that use it. */
  policyItems: (policyId: ResourceId) => `${policyPath(policyId)}#associated-items`,
  /** The policy with the question whether to delete it. */
  deletePolicy: (policyId: ResourceId) => withQuery(policyPath(policyId), { dialog: 'delete' }),
  /** `returnTo` is the address of this page to go back to; the vault's policies when absent. `datasource` is as in the wizard. */
  createPolicy: (vaultId: ResourceId, step = 'basics', returnTo?: string, datasource?: string) =>
    withQuery(`/vaults/${segment(vaultId)}/policies/create/${step}`, { returnTo, datasource }),
  vaultJobs: (vaultId: ResourceId, query: JobsQuery = {}) =>
    withQuery(`/vaults/${segment(vaultId)}/jobs`, { ...query }),

  /** `/vaults/{vault id}/instances/{instance name}` */
  instance: (instanceId: ResourceId) => instancePath(instanceId),
  /** The instance with one of its panes open: `stop`, `resume`, `edit`, `fix-protection`, `delete`, `undelete`. */
  instancePane: (instanceId: ResourceId, pane: string) => withQuery(instancePath(instanceId), { pane }),
  /** The instance with what is known of one of its restore points, and the command that proves it. */
  instanceProof: (instanceId: ResourceId, operation: ProofOperation, recoveryPointId: string) =>
    withQuery(instancePath(instanceId), { pane: operation.toLowerCase(), point: recoveryPointId }),
  /** The instance with its **Backup Now** pane open. */
  backupNow: (instanceId: ResourceId) => withQuery(instancePath(instanceId), { pane: 'backup-now' }),
  /** Who did what to the instance. */
  instanceLog: (instanceId: ResourceId) => `${instancePath(instanceId)}/activity-log`,
  instanceJobs: (instanceId: ResourceId, query: JobsQuery = {}) =>
    withQuery(`${instancePath(instanceId)}/jobs`, { ...query }),
  /** The Restore wizard; `pointName` is the recovery point to begin with, the newest when absent. */
  restore: (instanceId: ResourceId, pointName?: string, step = 'basics') =>
    withQuery(`${instancePath(instanceId)}/restore/${step}`, { point: pointName }),

  /** **Custom deployment**: an ARM template, deployed from the page. */
  deploy: (step = 'template') => `/deploy/${step}`,

  servers: () => '/servers',
  /** **Connect a server**: one that runs already. */
  connectServer: () => '/servers/connect',
  server: (serverId: ResourceId) => `/servers/${segment(serverId)}/overview`,
  serverLog: (serverId: ResourceId) => `/servers/${segment(serverId)}/activity-log`,
  serverLocks: (serverId: ResourceId) => `/servers/${segment(serverId)}/locks`,
  /** The server that was connected a moment ago, with what to do next. */
  connectedServer: (serverId: ResourceId) => withQuery(`/servers/${segment(serverId)}/overview`, { connected: 'now' }),
  /** How the server is reached, to change it. */
  serverConnection: (serverId: ResourceId) => `/servers/${segment(serverId)}/connection`,
  serverVaultedBackups: (serverId: ResourceId) => `/servers/${segment(serverId)}/ltr`,

  configureBackup: (step = 'basics', choices: WizardChoices = {}) =>
    withQuery(`/configure-backup/${step}`, {
      vault: choices.vault,
      policy: choices.policy,
      // Repeated, not joined: ids may hold any character.
      servers: choices.servers,
      datasource: choices.datasource,
    }),
};

function instancePath(instanceId: ResourceId): string {
  const at = instanceId.toLowerCase().lastIndexOf('/backupinstances/');
  const vaultId = instanceId.slice(0, at);
  const name = instanceId.slice(at + '/backupInstances/'.length);
  return `/vaults/${segment(vaultId)}/instances/${segment(name)}`;
}

function policyPath(policyId: ResourceId): string {
  const at = policyId.toLowerCase().lastIndexOf('/backuppolicies/');
  const name = policyId.slice(at + '/backupPolicies/'.length);
  return `/vaults/${segment(policyId.slice(0, at))}/policies/${segment(name)}`;
}

/**
 * The patterns of the same URLs, for the route table. Parameters: `vaultId`, `serverId`, `instanceName`, `policyName`,
 * `jobId`, `step`.
 */
export const patterns = {
  home: '/',
  businessContinuity: '/bcc/overview',
  protectableResources: '/bcc/protectable',
  protectedItems: '/bcc/protected',
  protectedItem: '/bcc/protected/:serverId',
  protectionPolicies: '/bcc/policies',
  protectionVaults: '/bcc/vaults',
  alerts: '/bcc/alerts',
  backupCenter: '/backup-center',
  jobs: '/bcc/jobs',
  job: '/bcc/jobs/:jobId',
  vaults: '/vaults',
  // Before the pages of a vault, whose names its steps share.
  createVault: '/vaults/create/:step?',
  vault: '/vaults/:vaultId/overview',
  vaultLog: '/vaults/:vaultId/activity-log',
  vaultAccess: '/vaults/:vaultId/iam',
  vaultLocks: '/vaults/:vaultId/locks',
  vaultTags: '/vaults/:vaultId/tags',
  vaultIdentity: '/vaults/:vaultId/identity',
  vaultProperties: '/vaults/:vaultId/properties',
  vaultInstances: '/vaults/:vaultId/instances',
  vaultPolicies: '/vaults/:vaultId/policies',
  policy: '/vaults/:vaultId/policies/:policyName',
  createPolicy: '/vaults/:vaultId/policies/create/:step?',
  vaultJobs: '/vaults/:vaultId/jobs',
  instance: '/vaults/:vaultId/instances/:instanceName',
  instanceLog: '/vaults/:vaultId/instances/:instanceName/activity-log',
  instanceJobs: '/vaults/:vaultId/instances/:instanceName/jobs',
  restore: '/vaults/:vaultId/instances/:instanceName/restore/:step?',
  servers: '/servers',
  connectServer: '/servers/connect',
  server: '/servers/:serverId/overview',
  serverLog: '/servers/:serverId/activity-log',
  serverLocks: '/servers/:serverId/locks',
  serverConnection: '/servers/:serverId/connection',
  serverVaultedBackups: '/servers/:serverId/ltr',
  configureBackup: '/configure-backup/:step?',
  deploy: '/deploy/:step?',
} as const;

/** The id of the instance that the parameters of `patterns.instance` name. */
export const instanceIdOf = (vaultId: ResourceId, instanceName: string): ResourceId =>
  `${vaultId}/backupInstances/${instanceName}`;

/** The id of the policy that the parameters of `patterns.policy` name. */
export const policyIdOf = (vaultId: ResourceId, policyName: string): ResourceId =>
  `${vaultId}/backupPolicies/${policyName}`;
