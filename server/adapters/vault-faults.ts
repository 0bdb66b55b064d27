/** What goes wrong with the bytes of recovery points: the point is not what was written, or the disk does not do its part. */
import { EngineFault } from '#provider/ports.ts';
import { errorCode } from './file-errors.ts';

/** The stored point is not the one that was written. `message` says what is wrong with it. */
export const damaged = (message: string): EngineFault =>
  new EngineFault('RecoveryPointDamaged', message, [
    'Do not rely on this recovery point. Check the disk of the data folder, and who can write to it, and run a new backup.',
  ]);

export const isDamage = (error: unknown): boolean =>
  error instanceof EngineFault && error.code === 'RecoveryPointDamaged';

/** The folder of the vaults is missing, as when its disk is not mounted: its contents are unknown. */
export const vaultsMissing = (): EngineFault =>
  new EngineFault('UserErrorVaultStorageFailed', 'The folder that holds the vaults is empty or missing.', [
    'Check that the disk of the data folder is mounted, then try again.',
  ]);

/** Where a folder of the vaults belongs is something else. */
export const notOurFolder = (name: string): EngineFault =>
  new EngineFault(
    'UserErrorVaultStorageFailed',
    `In the folder that holds the vaults, "${name}" is a link or something else than a folder. Nothing behind it was touched.`,
    ['Put the folder itself in its place, check who can write to the data folder, and try again.'],
  );

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** In words, such as `95.2 GiB`. */
const sized = (bytes: number): string =>
  bytes < GIB ? `${Math.round(bytes / MIB)} MiB` : `${(bytes / GIB).toFixed(1)} GiB`;

/** What a backup would need does not fit beside the reserve. All of it in bytes. */
export const noRoom = (freeBytes: number, reserveBytes: number, neededBytes?: number): EngineFault =>
  new EngineFault(
    'UserErrorVaultStorageFull',
    `The disk that holds the vaults is full: ${sized(freeBytes)} are free, and ${sized(reserveBytes)} of it are kept for the portal itself` +
      `${neededBytes === undefined ? '' : `; the backup needs about ${sized(neededBytes)}`}.`,
    [
      'Free space on the disk of the data folder, or move the data folder to a larger disk, then try again.',
      'DISK_RESERVE_GB says how much is kept free.',
    ],
  );

/** What the vault holds, with what the backup has written so far, is more than it may hold. */
export const overQuota = (usedBytes: number, quotaBytes: number): EngineFault =>
  new EngineFault(
    'UserErrorVaultStorageQuotaReached',
    `The vault holds ${sized(usedBytes)} of the ${sized(quotaBytes)} that it may hold, and the backup does not fit.`,
    [
      'Let recovery points expire earlier, by the retention of the policy, or delete backup instances that are no longer needed.',
      'VAULT_QUOTA_GB says how much a vault may hold.',
    ],
  );

/** Only failures of the disk are ours to explain; whatever a stream itself threw is passed on. */
export function storageFault(error: unknown): unknown {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new EngineFault(
        'UserErrorVaultStorageFull',
        'The disk that holds the vaults is full.',
        ['Free space on the disk of the data folder, or move the data folder to a larger disk, then try again.'],
        undefined,
        { cause: error },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EIO':
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOTDIR':
    case 'ENOENT':
    // What somebody put where a file or a folder of ours belongs.
    case 'EEXIST':
    case 'EISDIR':
    case 'ERR_FS_EISDIR':
    case 'ELOOP':
    case 'ENXIO':
      return new EngineFault(
        'UserErrorVaultStorageFailed',
        'The folder that holds the vaults cannot be read or written.',
        ['Check the disk and the permissions of the data folder, then try again.'],
        undefined,
        { cause: error },
      );
    default:
      return error;
  }
}
