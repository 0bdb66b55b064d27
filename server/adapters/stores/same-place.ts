import type { StorePlace } from './object-store.ts';

/** Whether two stores write to the same place, as far as their settings show it. */
export const isSamePlace = (one: StorePlace, other: StorePlace): boolean => whereOf(one) === whereOf(other);

function whereOf(place: StorePlace): string {
  switch (place.kind) {
    case 'folder':
      return `folder ${place.root}`;
    case 's3':
      return `s3 ${place.endpoint ?? place.region} ${place.bucket} ${place.prefix}`;
    case 'azureBlob':
      return `azureBlob ${place.url} ${place.prefix}`;
  }
}
