/** The warnings of a restore for its job. */
import type { UserFacingError } from '#protocol/errors.ts';
import type { RestoredDatabaseFacts } from '#provider/ports.ts';

/** Nobody reads a job that names a thousand objects. */
const NAMED = 20;

export function contentWarnings({ targetName, notMade, differing }: RestoredDatabaseFacts): UserFacingError[] {
  return [
    ...notMade.slice(0, NAMED).map(({ object, error }) => ({
      code: 'ObjectNotRestored',
      message: `The ${object} could not be made in the database '${targetName}'. PostgreSQL says: ${error}`,
      recommendedAction: ['Make the object by hand: its definition is in the dump, which a restore as files gives.'],
    })),
    ...more('ObjectNotRestored', 'objects could not be made', targetName, notMade.length),
    ...differing.slice(0, NAMED).map((finding) => ({
      code: 'TableDiffersFromRecoveryPoint',
      message: `In the database '${targetName}' something is not what was backed up: ${finding}.`,
      recommendedAction: ['Read the other warnings of the job for the cause, and compare the table with the source.'],
    })),
    ...more('TableDiffersFromRecoveryPoint', 'tables are not what was backed up', targetName, differing.length),
  ];
}

const more = (code: string, what: string, targetName: string, count: number): UserFacingError[] =>
  count <= NAMED
    ? []
    : [
        {
          code,
          message: `In the database '${targetName}', ${String(count - NAMED)} more ${what}.`,
          recommendedAction: ['Restore as files and run pg_restore by hand to see each.'],
        },
      ];

export const replicationSlotsLost = (targetName: string, slots: readonly string[]): UserFacingError => ({
  code: 'ReplicationSlotsLost',
  message: `The database '${targetName}' was replaced, and its logical replication slots went with it: ${slots.slice(0, NAMED).join(', ')}${slots.length > NAMED ? ' …' : ''}.`,
  recommendedAction: ['Make the slots again, and set up anew what reads from them.'],
});

export const restoredAsSuperuser = (isAskedFor: boolean): UserFacingError[] =>
  isAskedFor
    ? []
    : [
        {
          code: 'RestoredAsSuperuser',
          message:
            'The restore ran as the administrator login, which is a superuser: no role without superuser could be made, or it could not sign in. What the owners of the source wrote (checks, index expressions, generated columns) ran with its rights.',
          recommendedAction: [
            'Let the login make roles, and let new roles sign in (pg_hba.conf, or the user list of the connection pooler).',
          ],
        },
      ];
