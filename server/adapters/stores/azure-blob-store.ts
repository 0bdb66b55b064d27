/** A store in a container of Azure Blob Storage. */
import type { AzureBlobPlace } from './azure-blob-place.ts';
import { openAzureBlobContainer } from './azure-blob-container.ts';
import { createBucketStore } from './bucket-store.ts';

export const openAzureBlobStore = (place: AzureBlobPlace) => createBucketStore(place, openAzureBlobContainer(place));
