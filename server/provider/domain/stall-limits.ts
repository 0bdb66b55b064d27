/** How long each kind of work may go without moving, and what it is ended with then (decision 17). */
import type { ProblemInput } from '../fault.ts';
import type { StallLimit } from '../work-items.ts';

export type StallLimits = Readonly<Record<StallLimit, number>>;

const MINUTE = 60_000;

export const STALL_LIMITS: StallLimits = {
  backup: 10 * MINUTE,
  verify: 10 * MINUTE,
  // A step that nobody counts may take hours, and no byte moves meanwhile; a drill restores, too.
  restore: 240 * MINUTE,
  drill: 240 * MINUTE,
  expiry: 10 * MINUTE,
  copy: 10 * MINUTE,
  check: 5 * MINUTE,
  deployment: 5 * MINUTE,
};

/** The longest that a backup may take although it moves: one terabyte at 4 MB a second. */
export const MOST_BACKUP_MS = 72 * 60 * MINUTE;

/** What a backup is ended with that has taken so long: a server that sends a byte now and then holds its place for ever. */
export const tookTooLong = (ms: number): ProblemInput => ({
  code: 'BackupTooLong',
  message: `The backup had not ended after ${String(Math.round(ms / (60 * MINUTE)))} hours, and was ended.`,
  recommendedAction: [
    'Check what slows the server or the network down, and start the backup again.',
    'If the server is that large or that far away, have the operator raise BACKUP_MOST_HOURS.',
  ],
});

interface Words {
  code: string;
  what: string;
  recommendedAction: string[];
}

const WORDS: Readonly<Record<StallLimit, Words>> = {
  backup: {
    code: 'BackupStalled',
    what: 'The backup moved no byte',
    recommendedAction: [
      'Check that the server responds, that nothing holds its tables or its disk, and that the network in between forwards, and start the backup again.',
      'If the server is only slow, have the operator raise BACKUP_STALL_MINUTES.',
    ],
  },
  restore: {
    code: 'RestoreStalled',
    what: 'The restore did not move',
    recommendedAction: [
      'Check that the target responds and that the network in between forwards, and start the restore again.',
      'If one step at the target takes longer than that, have the operator raise RESTORE_STALL_MINUTES.',
    ],
  },
  verify: {
    code: 'VerificationStalled',
    what: 'The verification read no byte',
    recommendedAction: ['Check that the disk of the vaults responds, and start the verification again.'],
  },
  drill: {
    code: 'DrillStalled',
    what: 'The drill did not move',
    recommendedAction: [
      'Check that the disk of the vaults and the server that drills restore into respond, and start the drill again.',
      'If one step there takes longer than that, have the operator raise RESTORE_STALL_MINUTES.',
    ],
  },
  expiry: {
    code: 'DeletionStalled',
    what: 'Removing recovery points did not move',
    recommendedAction: ['Check that the disk of the vaults responds, and try again.'],
  },
  copy: {
    code: 'CopyStalled',
    what: 'Copying the recovery point moved no byte',
    recommendedAction: ['Check that both storages of the vault respond. The copy is tried again by itself.'],
  },
  check: {
    code: 'OperationStalled',
    what: 'The operation did not move',
    recommendedAction: ['Check that the server responds and that the network in between forwards, and try again.'],
  },
  deployment: {
    code: 'DeploymentStalled',
    what: 'The deployment did not move',
    recommendedAction: ['Check that the servers in the template respond, and deploy it again.'],
  },
};

/** What work is ended with that has not moved for so long. */
export function stalled(limit: StallLimit, ms: number): ProblemInput {
  const { code, what, recommendedAction } = WORDS[limit];
  const minutes = Math.max(1, Math.round(ms / MINUTE));
  const time = minutes === 1 ? 'a minute' : `${String(minutes)} minutes`;
  return { code, message: `${what} for ${time}, and was ended.`, recommendedAction };
}
