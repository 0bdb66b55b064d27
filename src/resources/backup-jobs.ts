import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { isRunning, type Job } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { inParallel } from './in-parallel.ts';
import { vaults } from './vaults.ts';

const apiVersion = API_VERSIONS.dataProtection;
const LIST_POLL_MS = 5_000;
/** One job in view is watched: its progress bar should move. */
const JOB_POLL_MS = 1_500;

export const backupJobs = {
  all: () => ['jobs'] as const,
  under: (vaultId: ResourceId) => [...backupJobs.all(), idKey(vaultId)] as const,

  list: (vaultId: ResourceId) =>
    queryOptions({
      queryKey: [...backupJobs.under(vaultId), 'list'],
      queryFn: ({ signal }) => arm.readAll<Job>(`${vaultId}/backupJobs`, { apiVersion, signal }),
      refetchInterval: ({ state }) => (state.data?.some(isRunning) ? LIST_POLL_MS : false),
    }),

  /** The jobs of every vault in every subscription. */
  everywhere: () =>
    queryOptions({
      queryKey: [...backupJobs.all(), 'everywhere'],
      queryFn: async ({ client }) => {
        const all = await client.query({ ...vaults.everywhere(), staleTime: LIST_POLL_MS });
        return (await inParallel(all, (vault) => client.query(backupJobs.list(vault.id)))).flat();
      },
      refetchInterval: ({ state }) => (state.data?.some(isRunning) ? LIST_POLL_MS : false),
    }),

  /** One job with its sub tasks and progress. */
  byId: (id: ResourceId) =>
    queryOptions({
      queryKey: [...backupJobs.under(vaultIdOf(id)), 'one', idKey(id)],
      queryFn: ({ signal }) => arm.read<Job>(id, { apiVersion, signal }),
      refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? JOB_POLL_MS : false),
    }),
};

const vaultIdOf = (jobId: ResourceId): ResourceId => jobId.slice(0, jobId.toLowerCase().lastIndexOf('/backupjobs/'));
