/** The file of an exported state: lines that a person can read, for its owner alone, and complete or not there. */
import { createReadStream, existsSync } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../file-errors.ts';
import { SetupError } from '../setup-error.ts';
import { syncFolder } from '../sync-folder.ts';
import { contentLine, createTally, lastLine, opening, parsedLine, type Ending, type Opening } from './state-lines.ts';

/** What is gathered before it is written. */
const CHUNK = 256 * 1024;

/** Writes a file that is not there yet. Throws a `SetupError` when it is, or cannot be written. */
export async function writeStateFile(path: string, head: Opening, lines: AsyncIterable<string>): Promise<Ending> {
  if (existsSync(path)) throw isThere(path);
  const draft = `${path}.${String(process.pid)}.new`;
  try {
    return await writeDraft(draft, head, lines, async () => {
      // Unlike `rename`, it replaces nothing.
      await link(draft, path);
      await syncFolder(dirname(path));
    });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw isThere(path);
    // Errors of the database have codes, too, but no `syscall`.
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new SetupError(`${path} cannot be written: ${error.message}`);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

const isThere = (path: string): SetupError =>
  new SetupError(`${path} is there already. Name a file that is not, or remove it.`);

async function writeDraft(
  draft: string,
  head: Opening,
  lines: AsyncIterable<string>,
  whenComplete: () => Promise<void>,
): Promise<Ending> {
  const handle = await open(draft, 'wx', 0o600);
  try {
    const tally = createTally();
    let gathered = `${JSON.stringify(head)}\n`;
    for await (const line of lines) {
      tally.add(line);
      gathered += `${line}\n`;
      if (gathered.length < CHUNK) continue;
      await handle.writeFile(gathered);
      gathered = '';
    }
    const end = tally.ending();
    await handle.writeFile(`${gathered}${JSON.stringify({ end })}\n`);
    await handle.sync();
    await whenComplete();
    return end;
  } finally {
    await handle.close();
  }
}

export interface CheckedFile {
  head: Opening;
  end: Ending;
}

/**
 * Reads a file to its end, and has each line between the first and the last `seen`. Throws a `SetupError` when it is none, was cut
 * off, or is not what was written.
 */
export async function checkStateFile(path: string, seen?: (line: string) => void): Promise<CheckedFile> {
  const tally = createTally();
  let head: Opening | undefined;
  let end: Ending | undefined;
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    if (head === undefined) {
      head = openingIn(line);
    } else if (line.startsWith('{"end"')) {
      end = parsedLine(lastLine, line, number).end;
    } else if (end === undefined) {
      parsedLine(contentLine, line, number);
      tally.add(line);
      seen?.(line);
    } else {
      throw new SetupError(`Something follows the end of the file ${path}. Export the state again.`);
    }
  }
  if (head === undefined || end === undefined) {
    throw new SetupError(`The file ${path} is not complete: it has no last line. Export the state again.`);
  }
  refuseOther(end, tally.ending(), `The file ${path} is not what was exported`);
  return { head, end };
}

/** Throws a `SetupError` when the two are not the same. */
export function refuseOther(wanted: Ending, found: Ending, what: string): void {
  if (wanted.sha256 === found.sha256 && wanted.documents === found.documents && wanted.work === found.work) return;
  throw new SetupError(
    `${what}: it has ${inWords(found)}, where there should be ${inWords(wanted)}. Nothing was imported; export the state again.`,
  );
}

const inWords = ({ documents, work, sha256 }: Ending): string =>
  `${String(documents)} documents and ${String(work)} work items with the digest ${sha256.slice(0, 12)}`;

/** Documents and work items of a file that was checked. */
export async function* contentOf(path: string): AsyncGenerator<string> {
  let isFirst = true;
  for await (const line of linesOf(path)) {
    if (!isFirst && !line.startsWith('{"end"')) yield line;
    isFirst = false;
  }
}

/** By line feeds alone: other ends of a line may stand in a text. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const file = createReadStream(path, { encoding: 'utf8', highWaterMark: CHUNK });
  let rest = '';
  try {
    for await (const chunk of file as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    throw new SetupError(`The file ${path} cannot be read: ${(error as Error).message}`);
  } finally {
    file.destroy();
  }
  if (rest !== '') yield rest;
}

function openingIn(line: string): Opening {
  try {
    return parsedLine(opening, line, 1);
  } catch {
    throw new SetupError('The file is no exported state that this version of Backup Portal can read.');
  }
}
