/**
 * Fills a database: a session of ours loads the large tables while pg_restore does the rest. Their rows go from the
 * archive to the server directly and are frozen, so that later reads do not write to them (decision 26).
 */
import { once } from 'node:events';
import type { Client } from 'pg';
import { cutArchive } from '../../postgres-archive/archive-blocks.ts';
import { UnreadableArchive } from '../../postgres-archive/archive-bytes.ts';
import { damaged } from '../../vault-faults.ts';
import { withClient } from '../connection.ts';
import { explained } from '../faults.ts';
import type { Complaint } from './complaints.ts';
import type { Filling } from './filling.ts';
import { runPgRestore, type ArchiveRun } from './pg-restore.ts';
import type { Beside } from './read-back.ts';
import { restoreFaultOf, stateOf, wordsOf } from './restore-faults.ts';
import { TableLoad } from './table-load.ts';
import { withoutFailed, type TableApart, type TablesApart } from './tables-apart.ts';

/** `readWhole` reads the archive to its end, whatever pg_restore leaves unread. */
export async function fillApart(
  filling: Filling,
  run: ArchiveRun,
  large: TablesApart,
  { beside, readWhole }: { beside: Beside; readWhole: ReadWhole },
): Promise<Complaint[]> {
  const section = (name: string) => ({ ...run, args: [...run.args, `--section=${name}`] });
  const failed = await runPgRestore(section('pre-data'), filling.read().plain);
  const tables = withoutFailed(large, failed);
  const rest = watchRest();
  const archive = filling.read().plain;
  const left = loadApart(filling, archive, { tables, beside, rest, onFailed: (each) => failed.push(each) });
  const all = run.only ?? filling.toc?.entries.map(({ dumpId }) => dumpId) ?? [];
  const others = all.filter((dumpId) => !tables.has(dumpId));
  const early = await readWhole(left, (plain) =>
    runPgRestore({ ...section('data'), only: others, onRows: beside.onRows, ...rest.listeners }, plain),
  );
  return [...failed, ...early];
}

export type ReadWhole = <T>(
  plain: AsyncIterable<Uint8Array>,
  use: (plain: AsyncIterable<Uint8Array>) => Promise<T>,
) => Promise<T>;

/** What our session must know of pg_restore's: pg_restore connects first, and ours ends when pg_restore does. */
interface Rest {
  isConnected: Promise<unknown>;
  isBroken: () => boolean;
}

function watchRest(): Rest & { listeners: Pick<ArchiveRun, 'onConnected' | 'onEnded'> } {
  const connected = Promise.withResolvers<undefined>();
  let isBroken = false;
  const onConnected = () => connected.resolve(undefined);
  const onEnded = (hasBroken: boolean) => {
    isBroken = hasBroken;
    onConnected();
  };
  return { isConnected: connected.promise, isBroken: () => isBroken, listeners: { onConnected, onEnded } };
}

interface Apart {
  tables: TablesApart;
  beside: Pick<Beside, 'begin' | 'onLoaded'>;
  rest: Rest;
  /** A table that could not be loaded is as empty as before. */
  onFailed: (complaint: Complaint) => void;
}

/** Loads the tables, in the order of the archive, and yields the rest of the archive for pg_restore. */
async function* loadApart(
  filling: Filling,
  plain: AsyncIterable<Uint8Array>,
  { tables, beside, rest, onFailed }: Apart,
): AsyncGenerator<Uint8Array, void, undefined> {
  let session: Session | undefined;
  let load: TableLoad | undefined;
  let toCome = tables.size;
  try {
    for await (const { dumpId, bytes, isLast } of cutArchive(plain, (each) => tables.has(each))) {
      if (rest.isBroken()) return;
      const table = dumpId === undefined ? undefined : tables.get(dumpId);
      if (dumpId === undefined || table === undefined) {
        yield bytes;
        continue;
      }
      if (load === undefined) {
        await rest.isConnected;
        session ??= await openSession(filling);
        beside.begin();
        load = new TableLoad(session.client, table, filling.toc?.encoding ?? 'UTF8');
      }
      await load.take(bytes);
      if (!isLast) continue;
      toCome -= 1;
      const error = await load.end();
      load = undefined;
      if (error === undefined) {
        beside.onLoaded(table, toCome === 0);
        continue;
      }
      session?.close();
      session = undefined;
      onFailed(complaintOf(error, dumpId, table, filling.signal));
    }
  } catch (error) {
    throw error instanceof UnreadableArchive ? damaged(error.message) : error;
  } finally {
    session?.close();
  }
}

/** pg_restore tries failed tables again at the end. An error that no retry can fix ends the restore. */
function complaintOf(error: Error, dumpId: number, { schema, name }: TableApart, signal: AbortSignal): Complaint {
  if (signal.aborted) throw explained(error, signal);
  if (stateOf(error) === DISK_FULL) throw restoreFaultOf(error);
  return { dumpId, entry: `TABLE DATA ${schema}.${name}`, error: wordsOf(error), hint: undefined };
}

const DISK_FULL = '53100';
/** Errors of PostgreSQL, not of a socket. */
const IS_SQLSTATE = /^\d/;

interface Session {
  client: Client | Error;
  close: () => void;
}

/**
 * Opens the session; undefined when the server has no connection left or refuses it. Throws when the server cannot be
 * reached.
 */
async function openSession({ access, files, name, signal }: Filling): Promise<Session> {
  const opened = Promise.withResolvers<Client>();
  const closing = new AbortController();
  const use = async (client: Client) => {
    opened.resolve(client);
    await once(closing.signal, 'abort');
  };
  withClient({ access, files, signal }, name, use, { writes: true }).catch(opened.reject);
  const close = () => closing.abort();
  try {
    return { client: await opened.promise, close };
  } catch (error) {
    if (!(error instanceof Error) || !IS_SQLSTATE.test(stateOf(error) ?? '')) throw error;
    return { client: error, close };
  }
}
