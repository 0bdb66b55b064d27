/** The `VaultStorage` port in a folder of this machine. */
import type { VaultStorage } from '#provider/ports.ts';
import type { ManifestSigning } from './manifest-signing.ts';
import { createFolderStore } from './stores/folder-store.ts';
import type { RoomLimits } from './vault-room.ts';
import { createVaultStorage, type VaultStorageOptions } from './vault-storage.ts';

export interface FolderVaultOptions extends VaultStorageOptions {
  /** When absent, no space is kept free and there are no quotas. */
  limits?: RoomLimits;
}

export const createFolderVaultStorage = (
  root: string,
  signing: ManifestSigning,
  { limits, ...options }: FolderVaultOptions = {},
): VaultStorage => createVaultStorage(createFolderStore(root, limits), signing, options);
