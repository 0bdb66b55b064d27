/** The name and looks of a backup instance's state. An unknown state is shown as it is. */
import type { ProtectionState } from '#protocol/data-protection.ts';
import type { StatusKind } from './StatusText.tsx';

interface StatusView {
  kind: StatusKind;
  text: string;
}

export const PROTECTION_STATUSES = {
  ConfiguringProtection: { kind: 'running', text: 'Configuring protection' },
  ProtectionConfigured: { kind: 'success', text: 'Protection configured' },
  UpdatingProtection: { kind: 'running', text: 'Updating protection' },
  ConfiguringProtectionFailed: { kind: 'error', text: 'Protection error' },
  ProtectionError: { kind: 'error', text: 'Protection error' },
  ProtectionStopped: { kind: 'neutral', text: 'Protection stopped' },
  // The service says BackupsSuspended where its model says BackupSchedulesSuspended (docs/reference/arm.md#quirk-10).
  BackupsSuspended: { kind: 'neutral', text: 'Protection stopped' },
  BackupSchedulesSuspended: { kind: 'neutral', text: 'Protection stopped' },
  RetentionSchedulesSuspended: { kind: 'neutral', text: 'Protection stopped, retain forever' },
  SoftDeleting: { kind: 'running', text: 'Soft deleting' },
  SoftDeleted: { kind: 'neutral', text: 'Soft deleted' },
  NotProtected: { kind: 'neutral', text: 'Not protected' },
} as const satisfies Record<string, StatusView>;

const byKey = new Map(
  Object.entries<StatusView>(PROTECTION_STATUSES).map(([state, view]) => [state.toLowerCase(), view]),
);

/** Icon and words of a protection state. */
export const protectionStatusView = (state: ProtectionState): StatusView =>
  byKey.get(state.toLowerCase()) ?? { kind: 'neutral', text: state };
