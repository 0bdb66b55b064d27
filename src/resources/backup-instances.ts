import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { ArmError } from '#arm/error.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type {
  BackupInstance,
  BackupInstanceInput,
  BackupTrigger,
  OperationResult,
  ProtectionState,
} from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { gather, itemsOf } from './gathered.ts';
import { vaults } from './vaults.ts';

const apiVersion = API_VERSIONS.dataProtection;
const POLL_MS = 3_000;
/** A request for each vault, so not on every page. Changes to an instance invalidate the list. */
const LIST_FRESH_MS = 30_000;

export const backupInstances = {
  all: () => ['backup-instances'] as const,
  under: (vaultId: ResourceId) => [...backupInstances.all(), idKey(vaultId)] as const,

  list: (vaultId: ResourceId) =>
    queryOptions({
      queryKey: [...backupInstances.under(vaultId), 'list'],
      queryFn: ({ signal }) => arm.readAll<BackupInstance>(`${vaultId}/backupInstances`, { apiVersion, signal }),
      refetchInterval: ({ state }) => (state.data?.some(isSettling) ? POLL_MS : false),
    }),

  /** The instances of every vault, and the vaults or subscriptions that could not be read. */
  gathered: () =>
    queryOptions({
      queryKey: [...backupInstances.all(), 'everywhere'],
      queryFn: async (context) => {
        const all = await context.client.query(vaults.gathered());
        const gathered = await gather(context, all.items, async function* ({ id }) {
          yield await context.client.query(backupInstances.list(id));
        });
        return { ...gathered, gaps: [...all.gaps, ...gathered.gaps] };
      },
      staleTime: LIST_FRESH_MS,
      structuralSharing: false,
    }),

  /** The instances of every vault that could be read. */
  everywhere: () => queryOptions({ ...backupInstances.gathered(), select: itemsOf<BackupInstance> }),

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
  await arm.check(`${vaultId}/validateForBackup`, { backupInstance: input }, { apiVersion, signal });
}

/**
 * Protects a server, and resolves when protection has settled, well or badly: the operation ends before that
 * (docs/reference/arm.md#66-configure), so read `currentProtectionState`.
 */
export async function configureProtection(
  instanceId: ResourceId,
  input: BackupInstanceInput,
  signal?: AbortSignal,
): Promise<BackupInstance> {
  return settledProtection(await startProtection(instanceId, input, signal), signal);
}

/**
 * The first half of it: resolves when the vault has the instance. A failure that leaves the outcome open (a lost
 * response, an error of the service, a conflict with another operation) counts only when the vault does not have the
 * instance.
 */
export async function startProtection(
  instanceId: ResourceId,
  input: BackupInstanceInput,
  signal?: AbortSignal,
): Promise<BackupInstance> {
  try {
    return await arm.put<BackupInstance>(instanceId, { properties: input }, { apiVersion, signal });
  } catch (error) {
    const mayBeTaken = error instanceof ArmError && (error.status === 0 || error.status === 409 || error.status >= 500);
    const taken =
      mayBeTaken && (await arm.read<BackupInstance>(instanceId, { apiVersion, signal }).catch(() => undefined));
    if (!taken || hasFailedToProtect(taken)) throw error;
    return taken;
  }
}

/** The second half: returns the instance once its state is no longer changing by itself. */
export const settledProtection = async (instance: BackupInstance, signal?: AbortSignal): Promise<BackupInstance> =>
  isSettling(instance)
    ? arm.readUntil<BackupInstance>(instance.id, (now) => !isSettling(now), { apiVersion, signal })
    : instance;

/** Starts a backup; `jobId` is the job to follow. */
export const backUpNow = (instanceId: ResourceId, trigger: BackupTrigger): Promise<OperationResult> =>
  arm.post(`${instanceId}/backup`, trigger, { apiVersion });

/** Deletes the instance and its recovery points. */
export const deleteBackupInstance = (instanceId: ResourceId): Promise<void> => arm.remove(instanceId, { apiVersion });

/** The vault that the instance is in. */
export const vaultIdOf = (instanceId: ResourceId): ResourceId =>
  instanceId.slice(0, instanceId.toLowerCase().lastIndexOf('/backupinstances/'));

const FAILED: readonly ProtectionState[] = ['ProtectionError', 'ConfiguringProtectionFailed'];

/** Whether protection could not be set up. The reason is in the instance itself. */
export const hasFailedToProtect = (instance: BackupInstance): boolean =>
  FAILED.includes(instance.properties.currentProtectionState);

const SETTLING: readonly ProtectionState[] = ['ConfiguringProtection', 'UpdatingProtection', 'SoftDeleting'];

/** Whether the state will change by itself. */
const isSettling = (instance: BackupInstance): boolean => SETTLING.includes(instance.properties.currentProtectionState);
