import { useQuery } from '@tanstack/react-query';
import type { BackupInstance, RecoveryPoint } from '#protocol/data-protection.ts';
import { attemptsOf, heldText, type InstanceAttempt } from '#protocol/refusals.ts';
import { retained } from '#protocol/retention-plan.ts';
import { vaultIdOf } from './backup-instances.ts';
import { serviceTime } from './service-time.ts';
import { useRefusals } from './useRefusals.ts';
import { vaults } from './vaults.ts';

/** The data of a query for recovery points, and when it was read. */
interface KnownPoints {
  data: readonly RecoveryPoint[] | undefined;
  dataUpdatedAt: number;
}

/** What the service would refuse to do with the instance: by rights and locks, and by the vault's immutability. */
export function useInstanceRefusals(
  instance: BackupInstance | undefined,
  points: KnownPoints,
  enabled = true,
): Partial<Record<InstanceAttempt, string | undefined>> {
  const { refused } = useRefusals<InstanceAttempt>(instance ? attemptsOf(instance) : {}, enabled);
  const vaultId = instance && vaultIdOf(instance.id);
  const { data: vault } = useQuery({ ...vaults.byId(vaultId ?? ''), enabled: enabled && vaultId !== undefined });
  const held = heldText(vault, points.data?.map(retained), new Date(serviceTime(points.dataUpdatedAt)));
  return { ...refused, delete: refused.delete ?? held };
}
