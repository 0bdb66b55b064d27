/** Backup instances that were deleted and that their vault still keeps (docs/reference/arm.md#94-soft-delete). */
import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { BackupInstance, DeletedBackupInstance } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { backupInstances, vaultIdOf } from './backup-instances.ts';
import { gather } from './gathered.ts';
import { vaults } from './vaults.ts';

const apiVersion = API_VERSIONS.dataProtection;
const VAULTS_FRESH_MS = 3_000;

export const deletedInstances = {
  list: (vaultId: ResourceId) =>
    queryOptions({
      queryKey: [...backupInstances.under(vaultId), 'deleted'],
      queryFn: ({ signal }) =>
        arm.readAll<DeletedBackupInstance>(`${vaultId}/deletedBackupInstances`, { apiVersion, signal }),
    }),

  /** What every vault keeps of deleted instances, and the vaults or subscriptions that could not be read. */
  gathered: () =>
    queryOptions({
      queryKey: [...backupInstances.all(), 'deleted everywhere'],
      queryFn: async (context) => {
        const all = await context.client.query({ ...vaults.gathered(), staleTime: VAULTS_FRESH_MS });
        const gathered = await gather(context, all.items, async function* ({ id }) {
          yield await context.client.query(deletedInstances.list(id));
        });
        return { ...gathered, gaps: [...all.gaps, ...gathered.gaps] };
      },
      structuralSharing: false,
    }),

  /** What is kept of the instance that had this id. */
  byInstance: (instanceId: ResourceId) =>
    queryOptions({
      queryKey: [...backupInstances.under(vaultIdOf(instanceId)), 'deleted', idKey(instanceId)],
      queryFn: ({ signal }) => arm.read<DeletedBackupInstance>(deletedIdOf(instanceId), { apiVersion, signal }),
    }),
};

/** Brings the instance back with its recovery points. It comes back stopped. */
export const undelete = (instanceId: ResourceId): Promise<unknown> =>
  arm.post(`${deletedIdOf(instanceId)}/undelete`, undefined, { apiVersion });

/** The instance in the state Soft deleted: it has the same id as before the deletion and after an undelete. */
export const asInstance = ({ id, properties, ...deleted }: DeletedBackupInstance): BackupInstance => ({
  ...deleted,
  id: id.replace(/\/deletedBackupInstances\//i, '/backupInstances/'),
  properties: { ...properties, objectType: 'BackupInstance' },
});

/**
 * One list of both. They come from two responses, so an instance that was deleted or undeleted in between is in both:
 * the newer response counts.
 */
export function withDeleted(
  present: readonly BackupInstance[],
  deleted: readonly DeletedBackupInstance[],
  isDeletedNewer: boolean,
): readonly BackupInstance[] {
  const gone = deleted.map(asInstance);
  const isNotIn = (newer: readonly BackupInstance[]) => {
    const taken = new Set(newer.map(({ id }) => idKey(id)));
    return ({ id }: BackupInstance) => !taken.has(idKey(id));
  };
  return isDeletedNewer ? [...present.filter(isNotIn(gone)), ...gone] : [...present, ...gone.filter(isNotIn(present))];
}

const deletedIdOf = (instanceId: ResourceId): ResourceId =>
  instanceId.replace(/\/backupInstances\//i, '/deletedBackupInstances/');
