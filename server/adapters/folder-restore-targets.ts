/**
 * The `RestoreTargets` port over folders: each is shown as a container of a storage account. Files are written into a
 * hidden folder beside their place and get their names when all of them are complete.
 */
import { constants } from 'node:fs';
import { access, link, lstat, mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { containerIdIn } from '#protocol/storage.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { storageAccount } from '#provider/domain/storage-accounts.ts';
import {
  EngineFault,
  type RestorePlace,
  type RestoreTargets,
  type RestoreWriter,
  type TargetAccount,
} from '#provider/ports.ts';
import { errorCode, isNotFound } from './file-errors.ts';
import { syncFolder } from './sync-folder.ts';

export interface RestoreFolder {
  account: string;
  container: string;
  /** It has to exist: a disk that is not mounted must not be written over. */
  folder: string;
}

/** `.internal` is reserved: the address names the container in requests, and is never called. */
const endpointOf = (account: string): string => `https://${account}.blob.backup-portal.internal/`;

export function createFolderRestoreTargets(folders: readonly RestoreFolder[]): RestoreTargets {
  const accounts = [...Map.groupBy(folders, ({ account }) => account)].map(([name, containers]): TargetAccount => ({
    resource: storageAccount(name, endpointOf(name)),
    containers: containers.map(({ container, folder }) => ({ name: container, folder })),
  }));
  const byContainer = new Map(
    accounts.flatMap(({ resource, containers }) =>
      containers.map(({ name, folder = '' }) => [idKey(containerIdIn(resource.id, name)), folder]),
    ),
  );
  const folderOf = (containerId: ResourceId): string => {
    const folder = byContainer.get(idKey(containerId));
    if (folder === undefined) throw notAccessible();
    return folder;
  };
  const stagingOf = ({ containerId, restoreId }: RestorePlace): string =>
    join(folderOf(containerId), `.restoring-${checkedName(restoreId)}`);

  return {
    accounts: () => Promise.resolve(accounts),

    taken: ({ containerId }, names) =>
      explained(async () => {
        const folder = folderOf(containerId);
        await access(folder, constants.W_OK | constants.X_OK);
        const found = await Promise.all(names.map((name) => isThere(join(folder, checkedName(name)))));
        return names.filter((_, at) => found[at]);
      }),

    begin: (place) =>
      explained(async () => {
        const staging = stagingOf(place);
        await rm(staging, { recursive: true, force: true });
        await mkdir(staging, { mode: 0o700 });
        return restoreWriter(folderOf(place.containerId), staging);
      }),

    discard: (place) =>
      explained(async () => {
        await unpublish(folderOf(place.containerId), stagingOf(place));
        await rm(stagingOf(place), { recursive: true, force: true });
      }),

    settle: (place) => explained(() => rm(stagingOf(place), { recursive: true, force: true })),
  };
}

function restoreWriter(folder: string, staging: string): RestoreWriter {
  const names: string[] = [];
  return {
    write: (name, plain) =>
      explained(async () => {
        const handle = await open(join(staging, checkedName(name)), 'wx', 0o640);
        try {
          for await (const chunk of plain) {
            for (let at = 0; at < chunk.length;) at += (await handle.write(chunk, at)).bytesWritten;
          }
          await handle.sync();
        } finally {
          await handle.close();
        }
        names.push(name);
      }),
    publish: () =>
      explained(async () => {
        try {
          for (const name of names) await giveName(join(staging, name), join(folder, name), name);
          await syncFolder(folder);
        } catch (error) {
          await unpublish(folder, staging);
          throw error;
        }
      }),
  };
}

/** Fails when the name is taken, also when another process takes it at this moment. */
async function giveName(staged: string, path: string, name: string): Promise<void> {
  try {
    await link(staged, path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw taken(name, error);
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCode(error) ?? '')) throw error;
    // A disk without hard links: an empty file holds the name until the whole one takes its place.
    await open(path, 'wx').then(
      (handle) => handle.close(),
      (failure: unknown) => Promise.reject(errorCode(failure) === 'EEXIST' ? taken(name, failure) : (failure as Error)),
    );
    await rename(staged, path);
  }
}

/** Removes the names that this restore gave: a file is its own when it is the same file that it wrote. */
async function unpublish(folder: string, staging: string): Promise<void> {
  const names = await readdir(staging).catch((error: unknown) => {
    if (isNotFound(error)) return [];
    throw error;
  });
  for (const name of names) {
    const [staged, path] = [join(staging, name), join(folder, name)];
    const [own, other] = await Promise.all([lstat(staged), lstat(path).catch(() => undefined)]);
    if (other?.ino === own.ino && other.dev === own.dev) await unlink(path);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

/** Names are made safe where they are created; an unsafe one never reaches the disk. */
function checkedName(name: string): string {
  if (!/^[\w%~-][\w.%~-]*$/.test(name)) throw new Error('The name of a restored file is not safe.');
  return name;
}

async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw targetFault(error);
  }
}

/** Only failures of the disk are ours to explain; whatever the stream itself threw is passed on. */
function targetFault(error: unknown): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new EngineFault(
        'UserErrorContainerFull',
        'The disk of the container is full.',
        ['Free space on the disk, or select another container, then try again.'],
        undefined,
        { cause: error },
      );
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EIO':
    case 'EMFILE':
    case 'ENFILE':
      return notAccessible(error);
    default:
      return error;
  }
}

const notAccessible = (cause?: unknown): EngineFault =>
  new EngineFault(
    'UserErrorContainerNotAccessible',
    'The folder of the container cannot be written to.',
    ['Check that the folder named in RESTORE_FOLDERS exists and that the server may write into it, then try again.'],
    undefined,
    { cause },
  );

const taken = (name: string, cause: unknown): EngineFault =>
  new EngineFault(
    'UserErrorRestoreFilesExist',
    `The container already has a file of the name ${name}.`,
    ['Use another file prefix, or select another container.'],
    undefined,
    { cause },
  );
