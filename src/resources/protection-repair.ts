/**
 * Repairing a backup instance whose protection could not be configured: what is in the way now, and configuring it
 * again. ARM's way to try again is the same PUT (docs/reference/arm.md#66-configure).
 */
import { queryOptions, skipToken, type QueryClient } from '@tanstack/react-query';
import { ArmError } from '#arm/error.ts';
import { sleep, type Sleep } from '#arm/sleep.ts';
import type { RoleNeed } from '#protocol/authorization.ts';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { ErrorCode } from '#protocol/errors.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { assignRole, roleAssignments } from './authorization.ts';
import {
  backupInstances,
  hasFailedToProtect,
  settledProtection,
  startProtection,
  validateForBackup,
  vaultIdOf,
} from './backup-instances.ts';
import { backupRoles } from './backup-roles.ts';
import { inputOf } from './protection-changes.ts';
import { grantedSince, propagationWaitMs } from './role-propagation.ts';
import { ownTime, serviceTime } from './service-time.ts';

/** The service's verdict on configuring the protection again. Other failures are the check's error. */
export type RepairVerdict =
  | { kind: 'ready' }
  | { kind: 'missingRoles'; missing: RoleNeed[]; mayAssign: boolean; refusal: ArmError }
  /** The roles are assigned, but not in effect yet. `since` in milliseconds since 1970. */
  | { kind: 'propagating'; since: number; refusal: ArmError };

/** The phase of a repair. */
export type RepairPhase =
  | { step: 'assigning'; done: number; total: number }
  | { step: 'validating' }
  | { step: 'propagating'; since: number }
  | { step: 'configuring' };

export interface Broken {
  instance: BackupInstance;
  /** The object id of the vault's identity; undefined when it has none. */
  principalId: string | undefined;
}

export const protectionRepair = {
  all: () => ['protection-repair'] as const,

  /** Whether the instance could be protected now. While roles take effect it refetches by itself. */
  check: ({ instance, principalId }: Broken) =>
    // The key holds the id of the instance.
    // eslint-disable-next-line @tanstack/query/exhaustive-deps
    queryOptions({
      queryKey: [...protectionRepair.all(), 'check', idKey(instance.id), principalId],
      queryFn: ({ client, signal }) => checkProtection(client, { instance, principalId }, signal),
      refetchInterval: ({ state: { data, dataUpdatedAt } }) =>
        data?.kind === 'propagating' && propagationWaitMs(data.since, dataUpdatedAt),
      // It takes up to a minute, so it is not repeated each time the person comes back to the tab.
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    }),

  /** The phase of the repair that is running; no data at any other time. */
  phase: (instanceId: ResourceId) =>
    queryOptions<RepairPhase>({
      queryKey: [...protectionRepair.all(), 'phase', idKey(instanceId)],
      queryFn: skipToken,
    }),
};

async function checkProtection(
  client: QueryClient,
  { instance, principalId }: Broken,
  signal?: AbortSignal,
): Promise<RepairVerdict> {
  try {
    await validateForBackup(vaultIdOf(instance.id), inputOf(instance), signal);
    return { kind: 'ready' };
  } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    // Where the service counts the instance itself as existing protection of the server, only the PUT can find out.
    if (error.code === ErrorCode.alreadyProtected && isAbout(error, instance)) return { kind: 'ready' };
    if (error.code !== ErrorCode.missingPermissions || principalId === undefined) throw error;
    const { needs, missing, mayAssign, given } = await backupRoles(
      client,
      principalId,
      instance.properties.dataSourceInfo.resourceID,
    );
    return missing.length > 0
      ? { kind: 'missingRoles', missing, mayAssign, refusal: error }
      : { kind: 'propagating', since: ownTime(grantedSince(needs, principalId, given, serviceTime())), refusal: error };
  }
}

/** Whether the refusal names this instance as the one to delete (docs/reference/arm.md#31-shapes). */
const isAbout = ({ recommendedAction }: ArmError, { id, name }: BackupInstance): boolean =>
  recommendedAction.some((text) => {
    const words = text.toLowerCase().split(/\s+/);
    return words.includes(name.toLowerCase()) && words.includes(idKey(vaultIdOf(id)));
  });

/**
 * Gives the vault's identity these roles, waits until they take effect, and configures the protection again. Returns
 * the protected instance. Throws what prevented it; `phase` reports the progress meanwhile.
 */
export async function repairProtection(
  client: QueryClient,
  { instance, principalId = '' }: Broken,
  grants: readonly RoleNeed[],
  wait: Sleep = sleep,
): Promise<BackupInstance> {
  const report = (phase: RepairPhase) => client.setQueryData(protectionRepair.phase(instance.id).queryKey, phase);
  try {
    for (const [done, { scope, roleId }] of grants.entries()) {
      report({ step: 'assigning', done, total: grants.length });
      await assignRole({ scope, roleId, principalId });
    }
    void client.invalidateQueries({ queryKey: roleAssignments.all() });
    report({ step: 'validating' });
    await untilReady(client, { instance, principalId }, grants.length > 0 ? Date.now() : undefined, { report, wait });
    report({ step: 'configuring' });
    const started = await startProtection(instance.id, inputOf(instance));
    void client.invalidateQueries({ queryKey: backupInstances.under(vaultIdOf(instance.id)) });
    const settled = await settledProtection(started);
    if (hasFailedToProtect(settled)) throw failureOf(settled);
    return settled;
  } finally {
    client.removeQueries({ queryKey: protectionRepair.phase(instance.id).queryKey, exact: true });
  }
}

interface Waiting {
  report: (phase: RepairPhase) => unknown;
  wait: Sleep;
}

/**
 * Checks until the service would protect the instance. Waits for roles that were just assigned
 * (docs/reference/arm.md#73-assignments).
 */
async function untilReady(
  client: QueryClient,
  broken: Broken,
  grantedAt: number | undefined,
  { report, wait }: Waiting,
): Promise<void> {
  for (;;) {
    const verdict = await checkProtection(client, broken);
    if (verdict.kind === 'ready') return;
    // A list of assignments may be older than the newest assignment.
    const since = verdict.kind === 'propagating' ? verdict.since : grantedAt;
    const waitMs = since !== undefined && propagationWaitMs(since, Date.now());
    if (since === undefined || waitMs === false) throw verdict.refusal;
    report({ step: 'propagating', since });
    await wait(waitMs);
  }
}

/** The instance's own reason why it is not protected, to be thrown. */
function failureOf({ properties }: BackupInstance): Error {
  const details = properties.protectionErrorDetails ?? properties.protectionStatus.errorDetails;
  return Object.assign(new Error(details?.message ?? 'The protection could not be configured.'), details);
}
