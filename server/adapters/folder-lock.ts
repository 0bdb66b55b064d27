/**
 * One process owns a folder. The lock is a file with the owner's process id; a stale one of a killed process is
 * recognised because the process is gone, or its id belongs to a process with another start time.
 */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { errorCode, isNotFound } from './file-errors.ts';
import { isAlive, ownProcess, type ProcessFacts } from './process-facts.ts';
import { SetupError } from './setup-error.ts';

interface Owner extends ProcessFacts {
  token: string;
}

/** Returns a function that releases the folder. Throws when another running process holds it. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = `${folder}/owner.lock`;
  const mine: Owner = { ...(await ownProcess()), token: randomUUID() };
  const draft = `${path}.${mine.token}`;
  await writeFile(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    // `link` either makes the whole lock or finds one there: nobody ever reads a half-written lock.
    while (!(await linked(draft, path))) await removeStale(folder, path);
  } finally {
    await rm(draft, { force: true });
  }
  return async () => {
    if ((await readOwner(path))?.token === mine.token) await rm(path, { force: true });
  };
}

async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function removeStale(folder: string, path: string): Promise<void> {
  const owner = await readOwner(path);
  // A lock of this very process counts too: two servers in one process would not share the folder any better.
  if (owner !== undefined && (await isAlive(owner))) {
    throw new SetupError(
      `The folder ${folder} is in use by another Backup Portal (process ${owner.pid}). ` +
        'Stop it first, or set DATA_DIR to another folder.',
    );
  }
  // When two find the lock stale, only one can rename it away; the other starts over.
  const grave = `${path}.${randomUUID()}`;
  try {
    await rename(path, grave);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  await rm(grave, { force: true });
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch (error) {
    if (isNotFound(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
