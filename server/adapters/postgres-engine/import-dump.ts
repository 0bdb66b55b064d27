/**
 * Takes a dump that was made elsewhere (decision 45): it is restored into a scratch server of this machine, by a role that may do
 * nothing else there, dumped from there as any database is, and the rows of each table are held against those in the file.
 */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import { type BackupOptions, type BackupSink, type DumpToImport, type ImportedSummary } from '#provider/ports.ts';
import type { ScratchServer, ServerAccess, SummaryPart, TableFacts } from '#provider/ports.ts';
import { createCopiedRows } from '../postgres-archive/copied-rows.ts';
import { quoted } from '../quoted.ts';
import { toolEnvironment, type AccessFiles } from './access.ts';
import { backUpServer, LOCK_WAIT_MS } from './back-up.ts';
import { withConnection } from './connection.ts';
import type { ServerVersion } from './facts.ts';
import { notADump, recognisedDump, textOf, type RecognisedDump } from './foreign-dump.ts';
import { restoreToolsMissing } from './faults.ts';
import { feed, outputOf, type ToolCall } from './run-tool.ts';
import { toolPath, type Tools } from './tools.ts';

interface Import extends BackupOptions {
  dump: DumpToImport;
  sink: BackupSink;
  files: AccessFiles;
  /** Those that restore. */
  tools: readonly Tools[];
  chooseTools: (server: ServerVersion) => Promise<Tools>;
  startScratch: (serverVersion: string, signal: AbortSignal) => Promise<ScratchServer>;
  open: (sealed: string) => ServerAccess;
}

/** Throws an `EngineFault` that names the file; nothing is left of it then. */
export async function importDump(given: Import): Promise<ImportedSummary> {
  const { signal } = given;
  const tools = given.tools.toSorted((one, other) => one.major - other.major).at(-1);
  if (!tools) throw restoreToolsMissing();
  const source = await recognisedDump(given.dump.path, tools, signal);
  const database = given.dump.database ?? source.database;
  if (database === undefined) throw notADump(source.path, 'does not say which database it is of: say it (--database).');
  const scratch = await given.startScratch(source.serverVersion ?? '', signal);
  try {
    const admin = given.open(scratch.sealed);
    const filler = await emptyDatabase(admin, database, given);
    const { counted, complaints } = await fill(given, tools, source, filler, database);
    const summary = await backUpServer({
      ...{ access: admin, files: given.files, signal, sink: given.sink, onProgress: given.onProgress },
      ...{ chooseTools: given.chooseTools, lockWaitMs: LOCK_WAIT_MS, only: database },
    });
    const [failure] = summary.failures ?? [];
    if (failure) throw notADump(source.path, `could not be stored: ${failure.message}`);
    const [part] = summary.parts;
    if (!part) throw notADump(source.path, 'holds no database.');
    const compared = compare(source, counted, part);
    return {
      ...summary,
      warnings: [...summary.warnings, ...(complaints.length > 0 ? [rolesLeftOut(source, complaints)] : [])],
      imported: {
        ...{ file: basename(source.path), format: source.format, database, madeAt: source.madeAt.toISOString() },
        ...compared,
        ...(source.serverVersion !== undefined && { serverVersion: source.serverVersion }),
      },
    };
  } finally {
    await scratch.remove();
  }
}

const ROLE = 'importer';

/** Returns the access of a role that owns the database, and has no other right. */
async function emptyDatabase(admin: ServerAccess, database: string, { files, signal }: Import): Promise<ServerAccess> {
  const password = randomBytes(24).toString('hex');
  const writes = { writes: true };
  await withConnection(
    { access: admin, files, signal },
    'postgres',
    async (connection) => {
      await connection.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD '${password}'`);
      if (database === 'postgres') await connection.query(`ALTER DATABASE postgres OWNER TO ${ROLE}`);
      else
        await connection.query(`CREATE DATABASE ${quoted(database)} OWNER ${ROLE} TEMPLATE template0 ENCODING 'UTF8'`);
    },
    writes,
  );
  const access = { ...admin, administratorLogin: ROLE, administratorLoginPassword: password };
  // The tools meet the server as the driver has met it.
  await withConnection({ access, files, signal }, database, (connection) => connection.query('SELECT 1'), writes);
  return access;
}

type Counted = ReturnType<ReturnType<typeof createCopiedRows>['tables']>;

/** What could not be done because of roles that are not here; anything else is thrown. */
async function fill(
  { files, signal, onProgress }: Import,
  tools: Tools,
  source: RecognisedDump,
  access: ServerAccess,
  database: string,
): Promise<{ counted: Counted; complaints: string[] }> {
  const rows = createCopiedRows();
  const words = createWords();
  let moved = 0;
  const tell = (): void =>
    onProgress({ database, databasesDone: 0, databasesTotal: 1, plainBytes: (moved += 1), expectedBytes: 0 });
  const call = (name: 'psql' | 'pg_restore', args: readonly string[]): ToolCall => ({
    ...{ path: toolPath(tools, name), args, signal, onBytes: tell },
    env: toolEnvironment(access, database, files, { writes: true }),
    onErrorText: (text) => {
      words.push(text);
      tell();
    },
    faultOf: (tool) => notADump(source.path, `could not be restored by ${tool}: ${words.first()}`),
  });
  if (source.format === 'sql' || source.format === 'sql.gz') {
    // In restricted mode psql runs no command of its own: a dump is somebody else's text.
    const restricted = ['--command', `\\restrict ${randomBytes(24).toString('hex')}`];
    const psql = call('psql', ['--no-psqlrc', '--quiet', '--no-password', ...restricted, '--file', '-']);
    await feed(psql, counting(withoutRestrict(textOf(source)), rows.push));
  } else {
    const text = outputOf(call('pg_restore', ['--data-only', '--file=-', '--', source.path]));
    for await (const chunk of text) rows.push(chunk);
    const args = ['--verbose', '--no-password', '--no-owner', '--no-privileges', '--no-tablespaces', '--dbname='];
    try {
      for await (const { length } of outputOf(call('pg_restore', [...args, '--', source.path]))) if (length > 0) tell();
    } catch (error) {
      if (!words.cameToEnd()) throw error;
    }
  }
  const grave = words.errors.find((text) => !OF_ROLES.test(text));
  if (grave !== undefined) throw notADump(source.path, `could not be restored: ${grave}`);
  return { counted: rows.tables(), complaints: words.errors };
}

/** What a tool says of what went wrong. */
function createWords() {
  let line = '';
  let isEnded = false;
  const errors: string[] = [];
  return {
    errors,
    push(text: string): void {
      const lines = (line + text).split('\n');
      line = lines.pop() ?? '';
      for (const one of lines) {
        if (one.includes('errors ignored on restore')) isEnded = true;
        const [, said] = /(?:ERROR|FATAL): {2}(.+)|(backslash commands are restricted.*)/.exec(one) ?? [];
        const found = said ?? /^.*(?:invalid command|backslash commands).*$/.exec(one)?.[0];
        if (found !== undefined && errors.length < MAX_ERRORS) errors.push(found);
      }
    },
    first: (): string => errors[0] ?? (line.trim() === '' ? 'it ended without a word.' : line.trim()),
    cameToEnd: () => isEnded,
  };
}

const MAX_ERRORS = 1000;
/** An owner, a grant or a comment that needs a role which only the server that was dumped has. */
const OF_ROLES =
  /^(?:role "[^"]+" does not exist|must be (?:owner of (?:extension|schema)|member of role|able to SET ROLE) .*)$/;

async function* counting(
  text: AsyncIterable<Uint8Array>,
  push: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of text) {
    push(chunk);
    yield chunk;
  }
}

/**
 * Dumps of newer tools put psql into its restricted mode themselves. It is in it already, where that is refused. The lines stand at the
 * beginning and at the end; in between there are rows, which may begin so.
 */
async function* withoutRestrict(text: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const LINE = /^\\(?:un)?restrict [A-Za-z0-9]+\r?$/m;
  let isFirst = true;
  let held = Buffer.alloc(0);
  const cut = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('latin1').replace(LINE, ''), 'latin1');
  for await (const chunk of text) {
    const bytes = Buffer.concat([held, chunk]);
    const kept = Math.max(0, bytes.length - TAIL_BYTES);
    held = Buffer.from(bytes.subarray(kept));
    if (kept === 0) continue;
    yield isFirst ? cut(bytes.subarray(0, kept)) : bytes.subarray(0, kept);
    isFirst = false;
  }
  const last = isFirst ? cut(held) : held;
  yield cut(last);
}

/** Longer than what pg_dump writes at either end. */
const TAIL_BYTES = 4096;

/** Throws where a table has other rows than the file says. */
function compare(
  source: RecognisedDump,
  counted: Counted,
  part: SummaryPart,
): { tables: number; rows: number; equalTables: number } {
  const stored = new Map((part.tables ?? []).map((table): [string, TableFacts] => [keyOf(table), table]));
  let equalTables = 0;
  let rows = 0;
  for (const table of counted) {
    rows += table.rows;
    const kept = stored.get(keyOf(table));
    // Rows that are loaded through the root of their partitions are in those.
    if (kept === undefined) continue;
    if (kept.rows !== table.rows) {
      throw notADump(
        source.path,
        `has ${String(table.rows)} rows of ${table.schema}.${table.name}, and ${String(kept.rows)} came of it.`,
      );
    }
    if (kept.digest === table.digest) equalTables += 1;
  }
  const inAll = [...stored.values()].reduce((sum, table) => sum + table.rows, 0);
  if (counted.length > 0 && inAll < rows) {
    throw notADump(source.path, `has ${String(rows)} rows, and ${String(inAll)} came of it.`);
  }
  return { tables: counted.length, rows, equalTables };
}

const keyOf = ({ schema, name }: Pick<TableFacts, 'schema' | 'name'>): string => JSON.stringify([schema, name]);

const rolesLeftOut = (source: RecognisedDump, complaints: readonly string[]): ImportedSummary['warnings'][number] => ({
  code: 'ImportedWithoutRoles',
  message:
    `${basename(source.path)}: ${String(complaints.length)} owners, grants or comments need roles that only the server has that was ` +
    `dumped, and are left out, such as: ${complaints.slice(0, 3).join('; ')}.`,
  recommendedAction: ['Set owners and grants again after a restore.'],
});
