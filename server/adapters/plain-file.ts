/** Opens files that others may have put there: only plain files, and never the target of a link. */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { errorCode, isNotFound } from './file-errors.ts';
import { damaged } from './vault-faults.ts';

// Not blocking: opening a named pipe would wait for somebody to write to it. Windows has neither flag: undefined adds none.
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Undefined when there is none. Throws `RecoveryPointDamaged` for anything that is not a plain file. */
export async function openPlainFile(path: string, name: string): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, FLAGS);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (['ELOOP', 'EMLINK', 'ENXIO', 'EISDIR'].includes(errorCode(error) ?? '')) throw noPlainFile(name);
    throw error;
  }
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw noPlainFile(name);
}

/** The whole of a file of at most `maxBytes`; undefined when there is none. */
export async function readPlainFile(path: string, name: string, maxBytes: number): Promise<Buffer | undefined> {
  const handle = await openPlainFile(path, name);
  if (handle === undefined) return undefined;
  try {
    if ((await handle.stat()).size > maxBytes) throw damaged(`The file ${name} is larger than any that was written.`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

const noPlainFile = (name: string) => damaged(`The file ${name} is a link or something else than a plain file.`);
