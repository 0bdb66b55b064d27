/**
 * Fills one new database from its archive: the entries before the data, the data, then the entries after it. Objects
 * that fail are tried again with the settings of the source's sessions; those that fail again are reported by name, and
 * the rest is restored. Tables are read back while others are filled and indexes are built, and compared with the
 * recovery point.
 */
import type { ArchiveToc, TocEntry } from '../../postgres-archive/archive-toc.ts';
import { withoutSecrets } from '../secrets.ts';
import { withChecksAside } from './checks-aside.ts';
import { needsSuperuser, type Complaint } from './complaints.ts';
import { isExtensionComment } from './extensions.ts';
import { fillApart } from './fill-apart.ts';
import type { Filled, Filling } from './filling.ts';
import { runPgRestore, type ArchiveRun } from './pg-restore.ts';
import { compareWithPoint, readBeside } from './read-back.ts';
import { selectEntries } from './selection.ts';
import { tablesApart } from './tables-apart.ts';

/** PostgreSQL's default. */
export const USUAL_SEARCH_PATH = '"$user", public';

export async function fillDatabase(filling: Filling): Promise<Filled> {
  const wanted = wantedEntries(filling);
  const run: ArchiveRun = {
    tools: filling.tools,
    access: filling.access,
    files: filling.files,
    database: filling.name,
    signal: filling.signal,
    args: ['--no-owner', '--no-privileges'],
    ...(wanted && { only: wanted }),
  };
  const inSections = (...sections: string[]) => ({
    ...run,
    args: [...run.args, ...sections.map((section) => `--section=${section}`)],
  });

  const tables = tablesApart(filling, wanted);
  const stop = new AbortController();
  const reading = { ...filling, signal: AbortSignal.any([filling.signal, stop.signal]) };
  try {
    const beside = readBeside(reading);
    const early =
      tables.size === 0
        ? await readWhole(filling.read().plain, (plain) =>
            runPgRestore({ ...inSections('pre-data', 'data'), onRows: beside.onRows }, plain),
          )
        : await fillApart(filling, run, tables, { beside, readWhole });
    const readEarly = beside.end(early);
    const failedEarly = await withChecksAside(filling, await tryAgain(filling, run, early), (only) =>
      runPgRestore({ ...run, only, searchPath: filling.searchPath }, filling.read().plain),
    );
    const comparing = readEarly.then((read) => compareWithPoint(reading, read));
    comparing.catch(() => undefined);
    const { others, rowSecurity } = apart(filling, wanted);
    const late = await runPgRestore({ ...inSections('post-data'), ...others }, filling.read().plain);
    const failedLate = await tryAgain(filling, run, late);
    const compared = await comparing;
    const last =
      rowSecurity.length === 0 ? [] : await runPgRestore({ ...run, only: rowSecurity }, filling.read().plain);
    const failed = [...failedEarly, ...failedLate, ...last];
    return { ...compared, notMade: failed.map((complaint) => notMade(complaint, filling)) };
  } finally {
    stop.abort();
  }
}

/** Undefined when pg_restore is to restore every entry. */
function wantedEntries({ toc, database, done }: Filling): number[] | undefined {
  if (toc === undefined) return undefined;
  const chosen = database.only && selectEntries(toc.entries, database.only);
  const isWanted = ({ dumpId, desc, tag }: TocEntry): boolean =>
    !done.has(dumpId) &&
    !isExtensionComment(desc, tag) &&
    !isEventTrigger({ desc, tag }) &&
    (chosen === undefined || chosen.has(dumpId));
  const wanted = toc.entries.filter(isWanted).map(({ dumpId }) => dumpId);
  return wanted.length === toc.entries.length ? undefined : wanted;
}

/** The trigger, and its comment. */
export const isEventTrigger = ({ desc, tag }: Pick<TocEntry, 'desc' | 'tag'>): boolean =>
  desc === 'EVENT TRIGGER' || (desc === 'COMMENT' && tag.startsWith('EVENT TRIGGER '));

/**
 * The very last: an event trigger may refuse every other statement of the restore, and runs as whoever sends it. Gives
 * it to its owner where owners are restored.
 */
export async function makeEventTriggers(filling: Filling, withOwners: boolean): Promise<Filled['notMade']> {
  const { tools, access, files, name: database, signal, toc, read } = filling;
  const isChosen = filling.database.only === undefined;
  const only = (toc?.entries ?? []).filter((entry) => isChosen && isEventTrigger(entry)).map(({ dumpId }) => dumpId);
  if (only.length === 0) return [];
  const args = ['--no-privileges', ...(withOwners ? [] : ['--no-owner'])];
  const failed = await runPgRestore({ tools, access, files, database, signal, args, only }, read().plain);
  return failed.map((complaint) => notMade(complaint, filling));
}

/**
 * Forced row security applies to the owner as well, and hides rows from the reading back and from materialized views.
 * It is turned on when nothing is read any more.
 */
function apart({ toc }: Filling, wanted: readonly number[] | undefined) {
  const isWanted = new Set(wanted);
  const entries = (toc?.entries ?? []).filter(({ dumpId }) => wanted === undefined || isWanted.has(dumpId));
  const idsOf = (found: readonly TocEntry[]): number[] => found.map(({ dumpId }) => dumpId);
  const rowSecurity = idsOf(entries.filter(({ desc }) => desc === ROW_SECURITY));
  if (rowSecurity.length === 0) return { others: {}, rowSecurity };
  return { others: { only: idsOf(entries.filter(({ desc }) => desc !== ROW_SECURITY)) }, rowSecurity };
}

/** A policy has no effect before this is on. */
const ROW_SECURITY = 'ROW SECURITY';

/**
 * Tries what failed again, with the search_path of the source's sessions, as long as a try fixes something: a table may
 * have to be filled before another that refers to it. Returns what still fails.
 */
async function tryAgain(filling: Filling, run: ArchiveRun, complaints: readonly Complaint[]): Promise<Complaint[]> {
  let left = complaints;
  const { searchPath } = filling;
  for (;;) {
    const only = entriesOf(left, filling.toc);
    if (only.length === 0) return [...left];
    const others = left.filter(({ dumpId }) => dumpId === undefined);
    const again = await runPgRestore({ ...run, only, searchPath }, filling.read().plain);
    if (again.length + others.length >= left.length) return [...others, ...again];
    left = [...others, ...again];
  }
}

/** In the order of the archive: its data can only be read sequentially. */
function entriesOf(complaints: readonly Complaint[], toc: ArchiveToc | undefined): number[] {
  const failed = new Set(complaints.map(({ dumpId }) => dumpId));
  return (toc?.entries ?? []).filter(({ dumpId }) => failed.has(dumpId)).map(({ dumpId }) => dumpId);
}

/** Undefined where nothing would help. */
function moreRights({ isLogin, hasSuperuser }: Filling): string | undefined {
  if (!hasSuperuser)
    return 'It needs a superuser: register the target server with a login that is one, and restore as the administrator.';
  return isLogin ? undefined : 'It needs a superuser: restore again as the administrator.';
}

/** From version 17 on, the server itself sets the search_path for these, and no session can change that. */
const MADE_WITHOUT_PATH = ['INDEX', 'CONSTRAINT', 'MATERIALIZED VIEW DATA'];
const SET_ON_FUNCTION =
  'From PostgreSQL 17 on it is made with the search_path pg_catalog alone: give the function a search_path of its own (ALTER FUNCTION … SET search_path), then make it.';

function notMade({ dumpId, entry, error, hint }: Complaint, filling: Filling) {
  const { toc, server } = filling;
  const found = toc?.entries.find((each) => each.dumpId === dumpId);
  const object = found
    ? `${found.desc.toLowerCase()} ${found.namespace === undefined ? '' : `${found.namespace}.`}${found.tag}`
    : entry || 'an object';
  const isWithoutPath =
    server.major >= 17 && found && MADE_WITHOUT_PATH.includes(found.desc) && error.endsWith('does not exist');
  const words = [
    error,
    isWithoutPath === true ? SET_ON_FUNCTION : hint,
    needsSuperuser(error) ? moreRights(filling) : undefined,
  ];
  return { object, error: withoutSecrets(words.filter((text) => text !== undefined).join(' ')) };
}

/**
 * pg_restore stops reading when it has what it needs, but the stored bytes are verified only when all are read. A file
 * is open meanwhile.
 */
async function readWhole<T>(
  plain: AsyncIterable<Uint8Array>,
  use: (plain: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const iterator = plain[Symbol.asyncIterator]();
  const next = () => iterator.next();
  try {
    // Without `return`: when the consumer stops reading, we read the rest.
    const result = await use({ [Symbol.asyncIterator]: () => ({ next }) });
    for (let step = await next(); step.done !== true;) step = await next();
    return result;
  } finally {
    await iterator.return?.();
  }
}
