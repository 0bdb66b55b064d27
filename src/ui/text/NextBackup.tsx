import type { ProtectionState } from '#protocol/data-protection.ts';
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import { nextRun } from '#protocol/schedule.ts';
import { DateTime } from './DateTime.tsx';

interface NextBackupProps {
  state: ProtectionState | undefined;
  policy: BackupPolicyProperties;
  /** Milliseconds since 1970, by the clock of the service. */
  now: number;
}

/** When the policy backs an instance in that state up next: a dash while its backups are stopped or not allowed. */
export function NextBackup({ state, policy, now }: NextBackupProps) {
  const next = state === 'ProtectionConfigured' ? nextRun(policy, new Date(now)) : undefined;
  return <DateTime value={next?.toISOString()} />;
}
