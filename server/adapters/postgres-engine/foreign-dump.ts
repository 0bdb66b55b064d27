/** Recognises a dump that was made elsewhere: its format, where it is from, and of when it is. */
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import type { DumpFormat } from '#protocol/data-protection.ts';
import { EngineFault } from '#provider/ports.ts';
import { lastWords } from './tool-words.ts';
import { toolPath, type Tools } from './tools.ts';

export interface RecognisedDump {
  path: string;
  format: DumpFormat;
  /** When it was made, as it says itself, or as its file does. */
  madeAt: Date;
  /** Of the server that was dumped, such as `16.4`. */
  serverVersion: string | undefined;
  /** The database that was dumped; SQL does not say it. */
  database: string | undefined;
}

const run = promisify(execFile);
const HEAD_BYTES = 64 * 1024;
const LIST_BYTES = 256 * 1024 ** 2;

/** Throws an `EngineFault` that names the file and says what is wrong with it. */
export async function recognisedDump(path: string, tools: Tools, signal: AbortSignal): Promise<RecognisedDump> {
  const found = await stat(path).catch((error: unknown) => {
    const why = `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`;
    throw notADump(path, why, 'Let the user that the server runs as read it, and import it again.');
  });
  if (found.isDirectory()) {
    if (!(await stat(join(path, 'toc.dat')).catch(() => undefined))?.isFile()) {
      throw notADump(path, 'is a folder without a toc.dat: it is no dump in the directory format.');
    }
    return listed(path, 'directory', tools, signal);
  }
  if (!found.isFile()) throw notADump(path, 'is neither a file nor a folder.');
  if (found.size === 0) throw notADump(path, 'is empty.');
  const head = await headOf(path);
  if (head.subarray(0, 5).toString('latin1') === 'PGDMP') return listed(path, 'custom', tools, signal);
  if (head.subarray(257, 262).toString('latin1') === 'ustar') return listed(path, 'tar', tools, signal);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const text = (isGzip ? await unpackedHead(path) : head).toString('utf8');
  if (!/^--\s*\r?\n-- PostgreSQL database dump/m.test(text)) {
    const cluster = text.includes('PostgreSQL database cluster dump');
    throw notADump(
      path,
      cluster
        ? 'is a dump of a whole server (pg_dumpall). Import the dump of one database at a time.'
        : 'is no dump of pg_dump: it is neither an archive, nor does it begin as the SQL of one does.',
    );
  }
  return {
    ...{ path, format: isGzip ? 'sql.gz' : 'sql', madeAt: found.mtime, database: undefined },
    serverVersion: /^-- Dumped from database version (\d+(?:\.\d+)?)/m.exec(text)?.[1],
  };
}

/** Archives say all that by themselves, and are read as far as their table of contents. */
async function listed(path: string, format: DumpFormat, tools: Tools, signal: AbortSignal): Promise<RecognisedDump> {
  const { stdout } = await run(toolPath(tools, 'pg_restore'), ['--list', '--', path], {
    ...{ env: { LC_ALL: 'C', TZ: 'UTC' }, maxBuffer: LIST_BYTES, signal },
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw notADump(path, `cannot be read by pg_restore: ${lastWords((error as { stderr?: string }).stderr ?? '')}`);
  });
  const madeAt = new Date(`${/^; Archive created at (.+?)(?: UTC)?$/m.exec(stdout)?.[1] ?? ''}Z`);
  return {
    ...{ path, format },
    madeAt: Number.isNaN(madeAt.getTime()) ? (await stat(path)).mtime : madeAt,
    serverVersion: /^; {5}Dumped from database version: (\d+(?:\.\d+)?)/m.exec(stdout)?.[1],
    database: /^; {5}dbname: (.+)$/m.exec(stdout)?.[1],
  };
}

async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function unpackedHead(path: string): Promise<Buffer> {
  try {
    for await (const chunk of textOf({ path, format: 'sql.gz' })) return Buffer.from(chunk).subarray(0, HEAD_BYTES);
    return Buffer.alloc(0);
  } catch {
    throw notADump(path, 'cannot be unpacked: it is no gzip file, or it is damaged.');
  }
}

/** The SQL of a plain dump. Throws an `EngineFault` where it cannot be read to its end. */
export async function* textOf({ path, format }: Pick<RecognisedDump, 'path' | 'format'>): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path);
  const text = format === 'sql.gz' ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => text.destroy(error));
  try {
    for await (const chunk of text) yield chunk as Uint8Array;
  } catch (error) {
    throw notADump(path, `cannot be read to its end (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`);
  } finally {
    file.destroy();
  }
}

const ANOTHER_DUMP =
  'Import a dump of one database that pg_dump made: the custom, directory or tar format, or SQL, also packed with gzip.';

export const notADump = (path: string, what: string, wayOut = ANOTHER_DUMP): EngineFault =>
  new EngineFault('UserErrorDumpNotImported', `${basename(path)} ${what}`, [wayOut]);
