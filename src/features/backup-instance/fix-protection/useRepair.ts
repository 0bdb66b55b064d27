import { useIsMutating, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { RoleNeed } from '#protocol/authorization.ts';
import { idKey } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { roleAssignments } from '#resources/authorization.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { news } from '#resources/mutation-meta.ts';
import { protectionRepair, repairProtection, type Broken, type RepairPhase } from '#resources/protection-repair.ts';
import { PROTECTION_STATUSES } from '#ui/text/protection-status.ts';

interface Repair {
  /** Gives the vault these roles, and configures the protection again as soon as they take effect. */
  start: (grants: readonly RoleNeed[]) => void;
  isRunning: boolean;
  /** The phase of the repair; undefined when none runs. */
  phase: RepairPhase | undefined;
  /** Why the last repair that was started here failed. */
  error: Error | null;
  /** Whether the last repair that was started here succeeded. */
  isDone: boolean;
}

/** Repairs the protection. The repair continues when the pane is closed, and is shown again when it is opened. */
export function useRepair(broken: Broken): Repair {
  const client = useQueryClient();
  const { instance } = broken;
  const { friendlyName: name } = instance.properties;
  const mutationKey = ['repair-protection', idKey(instance.id)];
  const { mutate, error, isSuccess } = useMutation({
    mutationKey,
    mutationFn: (grants: readonly RoleNeed[]) => repairProtection(client, broken, grants),
    meta: news({
      notification: {
        start: { title: 'Fixing protection error', body: `'${name}'` },
        done: {
          title: PROTECTION_STATUSES.ProtectionConfigured.text,
          body: `'${name}' is protected.`,
          link: { to: paths.instance(instance.id), label: 'View backup instance' },
        },
        failed: { title: `Failed to fix the protection error of '${name}'` },
      },
      invalidates: [backupInstances.all(), roleAssignments.all(), protectionRepair.all()],
    }),
  });
  const isRunning = useIsMutating({ mutationKey }) > 0;
  const { data: phase } = useQuery(protectionRepair.phase(instance.id));
  return {
    start: mutate,
    isRunning,
    phase: isRunning ? (phase ?? { step: 'validating' }) : undefined,
    error: isRunning ? null : error,
    isDone: isSuccess && !isRunning,
  };
}
