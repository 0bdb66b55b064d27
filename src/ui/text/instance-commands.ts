/**
 * Which commands of a backup instance can be used in which state (docs/reference/screens.md#commands-by-state), and why
 * not otherwise. A command that does not apply is shown disabled with its reason, never hidden.
 */
import type { BackupInstance, ProtectionState } from '#protocol/data-protection.ts';
import type { UserFacingError } from '#protocol/errors.ts';
import type { InstanceAttempt } from '#protocol/refusals.ts';
import { protectionStatusView } from './protection-status.ts';

export interface InstanceFacts {
  state: ProtectionState;
  /** Undefined as long as it is unknown. */
  hasRecoveryPoint: boolean | undefined;
  isBackupRunning: boolean;
  /** Why no drill can be made on this back end; undefined when one can, or when it is unknown. */
  drillUnavailable?: string | undefined;
  /** Why the service would refuse an action whatever the state: rights, locks, immutability. */
  refused?: Partial<Record<InstanceAttempt, string | undefined>>;
}

export type InstanceCommand =
  | 'backupNow'
  | 'restore'
  | 'verify'
  | 'drill'
  | 'stopBackup'
  | 'resumeBackup'
  | 'edit'
  | 'fixError'
  | 'delete'
  | 'undelete';

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

/**
 * The state that decides the commands. An instance that says it is protected and also has an error is in protection
 * error (docs/reference/arm.md#66-configure).
 */
export function stateOf({ properties }: BackupInstance): ProtectionState {
  const { currentProtectionState: state, protectionStatus, protectionErrorDetails } = properties;
  const carriesError =
    isProtectionError(protectionStatus.status) || (protectionErrorDetails ?? protectionStatus.errorDetails) != null;
  return groupOf(state) === 'protected' && carriesError ? 'ProtectionError' : state;
}

/** Why the instance is in protection error; undefined when it is not. */
export function protectionErrorOf(instance: BackupInstance): UserFacingError | undefined {
  if (!isProtectionError(stateOf(instance))) return undefined;
  const { protectionStatus, protectionErrorDetails } = instance.properties;
  return protectionErrorDetails ?? protectionStatus.errorDetails ?? NOT_TOLD;
}

/** What an instance whose protection is stopped has to say, such as that it was brought back from a storage; mostly nothing. */
export const stoppedNoteOf = ({ properties }: BackupInstance): UserFacingError | undefined =>
  groupOf(properties.currentProtectionState) === 'stopped' ? properties.protectionErrorDetails : undefined;

const NOT_TOLD: UserFacingError = {
  code: 'Unknown',
  message: 'The service does not say what the error is.',
  recommendedAction: ['Choose Fix protection error to check what prevents protection.'],
};

/** Whether the state is one that a person must repair. */
export const isProtectionError = (state: ProtectionState): boolean => groupOf(state) === 'error';

const groupOf = (state: ProtectionState): StateGroup => STATE_GROUPS[state.toLowerCase()] ?? 'unknown';

/**
 * For each command why it cannot be used; undefined when it can. First what makes no sense in the state, then what
 * would be refused, and last what passes by itself: a person who waits for that must not be refused afterwards.
 */
export function disabledReasons(facts: InstanceFacts): Record<InstanceCommand, string | undefined> {
  const { refused = {} } = facts;
  const group = groupOf(facts.state);
  const isBusy = group === 'configuring';
  const stateText = protectionStatusView(facts.state).text;
  const wrongState = `The state of the backup instance is ${stateText}.`;
  const notThen = isBusy || group === 'softDeleted' ? wrongState : undefined;
  const pointsFor = (what: string): string | undefined =>
    facts.hasRecoveryPoint === undefined
      ? 'The recovery points are not loaded.'
      : facts.hasRecoveryPoint
        ? undefined
        : `There is no recovery point to ${what} yet.`;
  const unlessProtected = group === 'protected' ? undefined : wrongState;
  // There are two ways to stop, and the pane offers those that are allowed.
  const noStop = refused.stopForever === undefined ? undefined : refused.stopAsPolicy;
  // A proof runs beside a backup.
  return {
    backupNow: unlessProtected ?? refused.backupNow ?? whileRunning(facts),
    restore: notThen ?? refused.restore ?? pointsFor('restore') ?? whileRunning(facts),
    verify: notThen ?? refused.verify ?? pointsFor('prove'),
    drill: notThen ?? refused.drill ?? pointsFor('prove') ?? facts.drillUnavailable,
    stopBackup: unlessProtected ?? noStop ?? whileRunning(facts),
    resumeBackup: group === 'stopped' ? refused.resumeBackup : "Backups aren't stopped.",
    edit: unlessProtected ?? refused.edit,
    fixError: group === 'error' ? refused.fixError : 'There is no protection error.',
    delete: notThen ?? refused.delete ?? whileRunning(facts),
    undelete: group === 'softDeleted' ? refused.undelete : "The backup instance isn't deleted.",
  };
}

const whileRunning = (facts: InstanceFacts): string | undefined =>
  facts.isBackupRunning ? 'A backup of this instance is running. Wait until it has ended.' : undefined;
