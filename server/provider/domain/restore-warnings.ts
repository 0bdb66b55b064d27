/**
 * What a target server lacks for a restore, in words: from the job that met it, and from the check that predicts
 * beforehand (decision 25). Each warning names its database.
 */
import type { UserFacingError } from '#protocol/errors.ts';

const SHOWN = 20;
const listed = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(', ')
    : `${names.slice(0, SHOWN).join(', ')} and ${String(names.length - SHOWN)} more`;

/** `lacks` in words, such as `the locale de_DE.utf8`; `words` is PostgreSQL's message, where there is one. */
export const localeNotAvailable = (targetName: string, lacks: string, words?: string): UserFacingError => ({
  code: 'DatabaseLocaleNotAvailable',
  message: `The database '${targetName}' gets another locale: the target server does not have ${lacks}. Text is sorted and compared in another way there.${words === undefined ? '' : ` PostgreSQL says: ${words}`}`,
  recommendedAction: ['Install the locale on the target server and restore again where the order of text matters.'],
});

export const accessMethodNotAvailable = (
  targetName: string,
  method: string,
  tables: readonly string[],
): UserFacingError => ({
  code: 'TableAccessMethodNotAvailable',
  message: `The target server does not have the table access method '${method}'. In the database '${targetName}', tables are kept in the usual way instead, with all their rows: ${listed(tables)}.`,
  recommendedAction: [
    'Install what brings the access method along on the target server, and restore again as the administrator if the backup makes it (CREATE ACCESS METHOD); or change the tables afterwards (from version 15 on, ALTER TABLE … SET ACCESS METHOD).',
  ],
});

/** The job later reports each object that could not be created: PostgreSQL has not reported errors yet. */
export const extensionsNotAvailable = (targetName: string, names: readonly string[]): UserFacingError => ({
  code: 'ExtensionsNotAvailable',
  message: `The database '${targetName}' uses extensions that the target server does not have: ${listed(names)}. They are not made, nor is what needs them: a table with a column of their types is left out with its rows.`,
  recommendedAction: ['Install the extensions on the target server, or allow them there, before you restore.'],
});

export const collationsNotAvailable = (targetName: string, names: readonly string[]): UserFacingError => ({
  code: 'CollationsNotAvailable',
  message: `The database '${targetName}' uses collations that the target server does not have: ${listed(names)}. What names them is not made: a table with such a column is left out with its rows.`,
  recommendedAction: [
    'Install the locales on the target server, run pg_import_system_collations in its database template1 and template0, and then restore; or restore into another server.',
  ],
});

export const targetIsOlder = (targetName: string, dumpMajor: number, targetMajor: number): UserFacingError => ({
  code: 'TargetServerOlder',
  message: `The database '${targetName}' comes from PostgreSQL ${String(dumpMajor)}, and the target server is PostgreSQL ${String(targetMajor)}. What the older version does not know is not made; the job names it.`,
  recommendedAction: ['Select a target server of the same or a newer version, if there is one.'],
});

export const tablespacesNotRestored = (targetName: string, names: readonly string[]): UserFacingError => ({
  code: 'TablespacesNotRestored',
  message: `In the database '${targetName}', tables or indexes lay in tablespaces: ${listed(names)}. A restore puts all of them into the default tablespace of the target server.`,
  recommendedAction: [
    'See that there is room for them, and move them afterwards where it matters (ALTER TABLE … SET TABLESPACE).',
  ],
});
