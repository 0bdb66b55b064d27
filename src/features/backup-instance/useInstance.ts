import { useQuery } from '@tanstack/react-query';
import type { BackupInstance, DeletedBackupInstance } from '#protocol/data-protection.ts';
import { ErrorCode } from '#protocol/errors.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { asInstance, deletedInstances } from '#resources/deleted-instances.ts';
import { problemOf } from '#ui/state/problem-of.ts';

interface FoundInstance {
  data: BackupInstance | undefined;
  /** What the vault keeps of it, when it is soft deleted. */
  deleted: DeletedBackupInstance | undefined;
  error: Error | null;
  refetch: () => unknown;
}

/** The instance; when it is gone, what its vault still keeps of it. */
export function useInstance(instanceId: ResourceId): FoundInstance {
  const present = useQuery(backupInstances.byId(instanceId));
  const isGone = problemOf(present.error).code === ErrorCode.resourceNotFound;
  const deleted = useQuery({ ...deletedInstances.byInstance(instanceId), enabled: isGone });
  const refetch = () => {
    void present.refetch();
    if (isGone) void deleted.refetch();
  };
  if (!isGone) return { data: present.data, deleted: undefined, error: present.error, refetch };
  if (!deleted.data) {
    // Neither there nor kept: the first error explains it best.
    return { data: undefined, deleted: undefined, error: deleted.error ? present.error : null, refetch };
  }
  return { data: asInstance(deleted.data), deleted: deleted.data, error: null, refetch };
}
