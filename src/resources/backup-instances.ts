import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type {
  BackupInstance,
  BackupInstanceInput,
  BackupTrigger,
  OperationResult,
  ProtectionState,
} from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { inParallel } from './in-parallel.ts';
import { vaults } from './vaults.ts';

const apiVersion = API_VERSIONS.dataProtection;
const POLL_MS = 3_000;

export const backupInstances = {
  all: () => ['backup-instances'] as const,
  under: (vaultId: ResourceId) => [...backupInstances.all(), idKey(vaultId)] as const,

  list: (vaultId: ResourceId) =>
    queryOptions({
      queryKey: [...backupInstances.under(vaultId), 'list'],
      queryFn: ({ signal }) => arm.readAll<BackupInstance>(`${vaultId}/backupInstances`, { apiVersion, signal }),
      refetchInterval: ({ state }) => (state.data?.some(isSettling) ? POLL_MS : false),
    }),

  /** The instances of every vault in every subscription. */
  everywhere: () =>
    queryOptions({
      queryKey: [...backupInstances.all(), 'everywhere'],
      queryFn: async ({ client }) => {
        const all = await client.query({ ...vaults.everywhere(), staleTime: POLL_MS });
        return (await inParallel(all, (vault) => client.query(backupInstances.list(vault.id)))).flat();
      },
    }),

  byId: (id: ResourceId) =>
    queryOptions({
      queryKey: [...backupInstances.under(vaultIdOf(id)), 'one', idKey(id)],
      queryFn: ({ signal }) => arm.read<BackupInstance>(id, { apiVersion, signal }),
      refetchInterval: ({ state }) => (state.data && isSettling(state.data) ? POLL_MS : false),
    }),
};

/** Whether the service would take the instance. Throws `ArmError` with its reason when not. */
export async function validateForBackup(
  vaultId: ResourceId,
  input: BackupInstanceInput,
  signal?: AbortSignal,
): Promise<void> {
  await arm.post(`${vaultId}/validateForBackup`, { backupInstance: input }, { apiVersion, signal });
}

/**
 * Protects a server, and answers when protection has settled, well or badly: the operation ends before that (contract
 * 6.6), so read `currentProtectionState`.
 */
export async function configureProtection(
  instanceId: ResourceId,
  input: BackupInstanceInput,
  signal?: AbortSignal,
): Promise<BackupInstance> {
  const instance = await arm.put<BackupInstance>(instanceId, { properties: input }, { apiVersion, signal });
  if (!isSettling(instance)) return instance;
  return arm.readUntil<BackupInstance>(instanceId, (now) => !isSettling(now), { apiVersion, signal });
}

/** Starts a backup; `jobId` is the job to follow. */
export const backUpNow = (instanceId: ResourceId, trigger: BackupTrigger): Promise<OperationResult> =>
  arm.post(`${instanceId}/backup`, trigger, { apiVersion });

/** Deletes the instance and its recovery points. */
export const deleteBackupInstance = (instanceId: ResourceId): Promise<void> => arm.remove(instanceId, { apiVersion });

/** The vault in which the instance stands. */
export const vaultIdOf = (instanceId: ResourceId): ResourceId =>
  instanceId.slice(0, instanceId.toLowerCase().lastIndexOf('/backupinstances/'));

const SETTLING: readonly ProtectionState[] = ['ConfiguringProtection', 'UpdatingProtection', 'SoftDeleting'];

/** Whether the state will change by itself. */
const isSettling = (instance: BackupInstance): boolean => SETTLING.includes(instance.properties.currentProtectionState);
