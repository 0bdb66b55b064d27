/** Opens a store by its place, also in another process or thread. Its client is loaded only here, and only its own. */
import { openFolderStore } from './folder-store.ts';
import type { ObjectStore, StorePlace } from './object-store.ts';

export async function openStore(place: StorePlace): Promise<ObjectStore> {
  switch (place.kind) {
    case 'folder':
      return openFolderStore(place);
    case 's3':
      return (await import('./s3-store.ts')).openS3Store(place);
    case 'azureBlob':
      return (await import('./azure-blob-store.ts')).openAzureBlobStore(place);
  }
}
