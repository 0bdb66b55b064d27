/**
 * Which commands of a backup instance can be used in which state (portal-ux B.11), and why not otherwise. A command
 * that does not apply is shown disabled with its reason, never hidden.
 */
import type { ProtectionState } from '#protocol/data-protection.ts';
import { protectionStatusView } from '#ui/protection-status.ts';

export interface InstanceFacts {
  state: ProtectionState;
  hasRecoveryPoint: boolean;
  isBackupRunning: boolean;
}

export type InstanceCommand =
  'backupNow' | 'restore' | 'stopBackup' | 'resumeBackup' | 'edit' | 'fixError' | 'delete' | 'undelete';

type StateGroup = 'configuring' | 'protected' | 'error' | 'stopped' | 'softDeleted' | 'unknown';

const STATE_GROUPS: Readonly<Record<string, StateGroup>> = {
  configuringprotection: 'configuring',
  updatingprotection: 'configuring',
  softdeleting: 'configuring',
  protectionconfigured: 'protected',
  protectionerror: 'error',
  configuringprotectionfailed: 'error',
  protectionstopped: 'stopped',
  backupssuspended: 'stopped',
  backupschedulessuspended: 'stopped',
  retentionschedulessuspended: 'stopped',
  softdeleted: 'softDeleted',
};

/** Whether the state is one that a person must mend. */
export const isProtectionError = (state: ProtectionState): boolean => groupOf(state) === 'error';

const groupOf = (state: ProtectionState): StateGroup => STATE_GROUPS[state.toLowerCase()] ?? 'unknown';

/** For each command why it cannot be used; undefined when it can. */
export function disabledReasons(facts: InstanceFacts): Record<InstanceCommand, string | undefined> {
  const group = groupOf(facts.state);
  const isBusy = group === 'configuring';
  const stateText = protectionStatusView(facts.state).text;
  const wrongState = `The state of the backup instance is ${stateText}.`;
  return {
    backupNow: group === 'protected' ? whileRunning(facts) : wrongState,
    restore: !facts.hasRecoveryPoint
      ? 'There is no recovery point to restore yet.'
      : isBusy || group === 'softDeleted'
        ? wrongState
        : whileRunning(facts),
    stopBackup: group !== 'protected' ? wrongState : whileRunning(facts),
    resumeBackup: group === 'stopped' ? undefined : "Backups aren't stopped.",
    edit: group === 'protected' ? undefined : wrongState,
    fixError:
      group === 'error'
        ? 'Mend the cause that the error names. Then delete this backup instance and configure backup again.'
        : 'There is no protection error.',
    delete: isBusy || group === 'softDeleted' ? wrongState : whileRunning(facts),
    undelete: group === 'softDeleted' ? undefined : "The backup instance isn't deleted.",
  };
}

const whileRunning = (facts: InstanceFacts): string | undefined =>
  facts.isBackupRunning ? 'A backup of this instance is running. Wait until it has ended.' : undefined;
