/**
 * A backup held against the newest good one before it: what has vanished since, or had rows and has none. PostgreSQL lets a
 * dump be empty where the server is not (a table rewritten by a transaction that ended while the dump began shows no rows
 * in an older snapshot), and people drop the wrong table: either is worth a word while an older point still has the rows.
 */
import type { UserFacingError } from '#protocol/errors.ts';
import type { BackupSummary, Manifest, SummaryPart, TableFacts } from '../ports.ts';

/** Named in one warning at most; the rest is counted. */
const NAMED = 10;

/** Warnings for the job of the newer backup; none when nothing is missing. What failed is reported elsewhere. */
export function missingSince(
  before: Pick<Manifest, 'parts' | 'startedAt'>,
  now: Pick<BackupSummary, 'parts' | 'failures'>,
): UserFacingError[] {
  const since = `the recovery point of ${before.startedAt.slice(0, 16).replace('T', ' ')} UTC`;
  const failed = new Set((now.failures ?? []).map(({ details }) => details.database));
  const isWhole = !failed.has(undefined);
  const gone: string[] = [];
  const warnings: UserFacingError[] = [];
  for (const part of before.parts) {
    if (part.database === undefined) continue;
    const later = now.parts.find(({ database }) => database === part.database);
    if (later) warnings.push(...inDatabase(part.database, part, later, since));
    else if (!failed.has(part.database)) gone.push(part.database);
  }
  if (gone.length > 0 && isWhole) {
    warnings.unshift({
      code: 'DatabasesVanished',
      message: `${named(gone, 'database')} of ${since} ${gone.length === 1 ? 'is' : 'are'} not in this one.`,
      recommendedAction: [KEEP],
    });
  }
  return warnings;
}

function inDatabase(database: string, before: SummaryPart, now: SummaryPart, since: string): UserFacingError[] {
  if (!before.tables || !now.tables) return [];
  const present = new Map(now.tables.map((table) => [keyOf(table), table]));
  const gone: string[] = [];
  const emptied: string[] = [];
  for (const table of before.tables) {
    const later = present.get(keyOf(table));
    if (!later) gone.push(textOf(table));
    else if (table.rows > 0 && later.rows === 0) emptied.push(textOf(table));
  }
  const warnings: UserFacingError[] = [];
  if (gone.length > 0) {
    warnings.push({
      code: 'TablesVanished',
      message: `Database "${database}": ${named(gone, 'table')} of ${since} ${gone.length === 1 ? 'is' : 'are'} not in this one.`,
      recommendedAction: [KEEP],
    });
  }
  if (emptied.length > 0) {
    warnings.push({
      code: 'TablesEmptied',
      message: `Database "${database}": ${named(emptied, 'table')} had rows in ${since} and ${emptied.length === 1 ? 'has' : 'have'} none in this one.`,
      recommendedAction: [
        'If the rows should be there, run another backup: a table that was being rewritten when this one began can look empty in it.',
        KEEP,
      ],
    });
  }
  return warnings;
}

const KEEP = 'If this was not intended, restore from the older recovery point before it expires.';

const keyOf = ({ schema, name }: TableFacts): string => JSON.stringify([schema, name]);
const textOf = ({ schema, name }: TableFacts): string => `${schema}.${name}`;

function named(names: readonly string[], kind: string): string {
  const shown = names.slice(0, NAMED).join(', ');
  const more = names.length > NAMED ? ` and ${String(names.length - NAMED)} more` : '';
  return `${kind}${names.length === 1 ? '' : 's'} ${shown}${more}`.replace(/^./, (letter) => letter.toUpperCase());
}
