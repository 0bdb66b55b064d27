/** One function for each URL of the page; the only place that spells URLs. A resource id is one path segment. */
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
  jobs: (query: JobsQuery = {}) => withQuery('/bcc/jobs', { ...query }),
  job: (jobId: ResourceId) => `/bcc/jobs/${segment(jobId)}`,

  vaults: () => '/vaults',
  vault: (vaultId: ResourceId) => `/vaults/${segment(vaultId)}/overview`,
  vaultInstances: (vaultId: ResourceId, query: { status?: string } = {}) =>
    withQuery(`/vaults/${segment(vaultId)}/instances`, { ...query }),
  vaultPolicies: (vaultId: ResourceId) => `/vaults/${segment(vaultId)}/policies`,
  vaultJobs: (vaultId: ResourceId, query: JobsQuery = {}) =>
    withQuery(`/vaults/${segment(vaultId)}/jobs`, { ...query }),

  /** `/vaults/{vault id}/instances/{instance name}` */
  instance: (instanceId: ResourceId) => instancePath(instanceId),
  /** The instance with its **Backup Now** pane open. */
  backupNow: (instanceId: ResourceId) => withQuery(instancePath(instanceId), { pane: 'backup-now' }),
  instanceJobs: (instanceId: ResourceId, query: JobsQuery = {}) =>
    withQuery(`${instancePath(instanceId)}/jobs`, { ...query }),

  configureBackup: (step = 'basics', choices: WizardChoices = {}) =>
    withQuery(`/configure-backup/${step}`, {
      vault: choices.vault,
      policy: choices.policy,
      // Repeated, not joined: ids may hold any character.
      servers: choices.servers,
    }),
};

function instancePath(instanceId: ResourceId): string {
  const at = instanceId.toLowerCase().lastIndexOf('/backupinstances/');
  const vaultId = instanceId.slice(0, at);
  const name = instanceId.slice(at + '/backupInstances/'.length);
  return `/vaults/${segment(vaultId)}/instances/${segment(name)}`;
}

/** The patterns of the same URLs, for the route table. Parameters: `vaultId`, `instanceName`, `jobId`, `step`. */
export const patterns = {
  home: '/',
  businessContinuity: '/bcc/overview',
  jobs: '/bcc/jobs',
  job: '/bcc/jobs/:jobId',
  vaults: '/vaults',
  vault: '/vaults/:vaultId/overview',
  vaultInstances: '/vaults/:vaultId/instances',
  vaultPolicies: '/vaults/:vaultId/policies',
  vaultJobs: '/vaults/:vaultId/jobs',
  instance: '/vaults/:vaultId/instances/:instanceName',
  instanceJobs: '/vaults/:vaultId/instances/:instanceName/jobs',
  configureBackup: '/configure-backup/:step?',
} as const;

/** The id of the instance that the parameters of `patterns.instance` name. */
export const instanceIdOf = (vaultId: ResourceId, instanceName: string): ResourceId =>
  `${vaultId}/backupInstances/${instanceName}`;
