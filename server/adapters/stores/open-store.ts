/** Opens a store by its place, also in another process or thread. */
import { openFolderStore } from './folder-store.ts';
import type { ObjectStore, StorePlace } from './object-store.ts';

export const openStore = (place: StorePlace): Promise<ObjectStore> => Promise.resolve(openFolderStore(place));
