/**
 * Stopping and resuming the protection of a server: from which state one may, and what comes of it
 * (docs/reference/arm.md#92-stop-and-resume).
 */
import type { ProtectionState } from '#protocol/data-protection.ts';
import type { ProblemInput } from '../fault.ts';

export interface ProtectionChange {
  from: readonly ProtectionState[];
  to: ProtectionState;
  /** What the person wanted, as a sentence of a refusal says it. */
  allows: string;
}

/** By the action of the path: `POST {instance}/{action}`. */
export const PROTECTION_CHANGES = {
  /** No more backups; what was backed up is kept for ever. */
  stopProtection: {
    from: ['ProtectionConfigured', 'BackupsSuspended'],
    to: 'ProtectionStopped',
    allows: 'Protection can be stopped',
  },
  /** No more backups; what was backed up goes as its rules say, but for the last. */
  suspendBackups: {
    from: ['ProtectionConfigured', 'ProtectionStopped'],
    to: 'BackupsSuspended',
    allows: 'Backups can be suspended',
  },
  resumeProtection: {
    from: ['ProtectionStopped', 'BackupsSuspended'],
    to: 'ProtectionConfigured',
    allows: 'Protection can be resumed',
  },
  resumeBackups: { from: ['BackupsSuspended'], to: 'ProtectionConfigured', allows: 'Backups can be resumed' },
} as const satisfies Record<string, ProtectionChange>;

export type ProtectionAction = keyof typeof PROTECTION_CHANGES;

export const canBeResumed = (state: ProtectionState): boolean =>
  PROTECTION_CHANGES.resumeProtection.from.some((from) => from === state);

/** The refusal of a change that the present state does not allow. */
export const cannotChange = (
  name: string,
  state: ProtectionState,
  { allows, from }: ProtectionChange,
): ProblemInput => ({
  code: 'UserErrorBackupInstanceStateNotAllowed',
  message: `The backup instance ${name} is in the state ${state}. ${allows} in the state ${from.join(' or ')}.`,
  recommendedAction: ['Refresh the backup instance, and choose an operation that its state allows.'],
});

/** Nothing would ever run, and nothing say when what is there goes. */
export const policyIsGone = (name: string, policyId: string): ProblemInput => ({
  code: 'UserErrorBackupPolicyNotFound',
  message: `The backup policy ${policyId} of the backup instance ${name} does not exist any more.`,
  recommendedAction: [
    'Give the backup instance another policy (PUT it with another policyId): that resumes its protection as well.',
  ],
});

/**
 * The server was protected by another instance while this one was stopped or deleted
 * (docs/reference/arm.md#94-soft-delete).
 */
export const protectedElsewhere = (server: string, holder: string): ProblemInput => ({
  code: 'UserErrorDppDatasourceAlreadyHasBackupInstance',
  message: `The server ${server} is protected by another backup instance, ${holder}.`,
  recommendedAction: ['Stop protection of the other backup instance, or delete it, and then resume this one.'],
});
