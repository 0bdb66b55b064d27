/**
 * Fills one new database from its archive: what stands before the data, the data, then what is made from it. Objects that
 * fail are tried again as the sessions of the source would have made them; those that fail again are told by name, and the
 * rest is there. Tables are read back while others are filled and indexes are built, and held against what the recovery
 * point says of them.
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

/** What a session has that nobody configured. */
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

/** Undefined when pg_restore is to make all that it finds. */
function wantedEntries({ toc, database, done }: Filling): number[] | undefined {
  if (toc === undefined) return undefined;
  const chosen = database.only && selectEntries(toc.entries, database.only);
  const isWanted = ({ dumpId, desc, tag }: TocEntry): boolean =>
    !done.has(dumpId) && !isExtensionComment(desc, tag) && (chosen === undefined || chosen.has(dumpId));
  const wanted = toc.entries.filter(isWanted).map(({ dumpId }) => dumpId);
  return wanted.length === toc.entries.length ? undefined : wanted;
}

/**
 * Row security that is forced holds for the owner as well, and hides rows from who reads the tables back and from
 * materialized views: it is turned on when nobody reads any more.
 */
function apart({ toc }: Filling, wanted: readonly number[] | undefined) {
  const isWanted = new Set(wanted);
  const entries = (toc?.entries ?? []).filter(({ dumpId }) => wanted === undefined || isWanted.has(dumpId));
  const idsOf = (found: readonly TocEntry[]): number[] => found.map(({ dumpId }) => dumpId);
  const rowSecurity = idsOf(entries.filter(({ desc }) => desc === ROW_SECURITY));
  if (rowSecurity.length === 0) return { others: {}, rowSecurity };
  return { others: { only: idsOf(entries.filter(({ desc }) => desc !== ROW_SECURITY)) }, rowSecurity };
}

/** A policy by itself does nothing before this is on. */
const ROW_SECURITY = 'ROW SECURITY';

/**
 * Once more for what failed, with the search_path that the sessions of the source had; and again while that helps, because
 * a table may have to be filled before another that refers to it. Answers what fails all the same.
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

/** In the order of the archive: data can only be read as it comes. */
function entriesOf(complaints: readonly Complaint[], toc: ArchiveToc | undefined): number[] {
  const failed = new Set(complaints.map(({ dumpId }) => dumpId));
  return (toc?.entries ?? []).filter(({ dumpId }) => failed.has(dumpId)).map(({ dumpId }) => dumpId);
}

/** Undefined where nobody could do more. */
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
 * pg_restore stops reading when it has what it wants; what was stored is proven only when all of it was read. A file is open
 * meanwhile.
 */
async function readWhole<T>(
  plain: AsyncIterable<Uint8Array>,
  use: (plain: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const iterator = plain[Symbol.asyncIterator]();
  const next = () => iterator.next();
  try {
    // Without a way to leave it: who does not read on leaves the rest to us.
    const answer = await use({ [Symbol.asyncIterator]: () => ({ next }) });
    for (let step = await next(); step.done !== true;) step = await next();
    return answer;
  } finally {
    await iterator.return?.();
  }
}
