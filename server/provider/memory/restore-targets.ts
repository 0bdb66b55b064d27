/** The `RestoreTargets` port in memory: storage accounts that exist only here, and files that keep name and size. */
import { idKey } from '#protocol/resource-id.ts';
import type { StorageAccountProperties } from '#protocol/storage.ts';
import { storageAccount } from '../domain/storage-accounts.ts';
import { EngineFault, type RestorePlace, type RestoreTargets, type TargetAccount } from '../ports.ts';

/** Sizes in bytes, by container and name. */
export type SavedFiles = Record<string, Record<string, number>>;

export interface MemoryRestoreTargets extends RestoreTargets {
  save(): SavedFiles;
}

interface MemoryRestoreTargetsOptions {
  saved?: SavedFiles;
  accounts?: readonly TargetAccount[];
  /** Lets that much of the world's time pass. */
  wait: (ms: number) => Promise<void>;
  onChange: () => void;
}

/** What it takes to write a file. */
const FILE_MS = 1_500;

interface Sketch {
  name: string;
  containers: string[];
  properties?: Partial<StorageAccountProperties>;
}

const SKETCHES: readonly Sketch[] = [
  { name: 'stcontosorestore', containers: ['pg-restore', 'pg-exports'] },
  {
    name: 'stcontosoarchive',
    containers: ['archive'],
    properties: { allowCrossTenantReplication: false },
  },
  { name: 'stcontosoprivate', containers: ['restores'], properties: { publicNetworkAccess: 'Disabled' } },
];

const sketched = (): TargetAccount[] =>
  SKETCHES.map(({ name, containers, properties }) => ({
    resource: storageAccount(name, `https://${name}.blob.core.windows.net/`, properties),
    containers: containers.map((container) => ({ name: container })),
  }));

/** Accounts of the seeded world: one that is ready but for the role, and two that a vault cannot write into. */
export function createMemoryRestoreTargets(options: MemoryRestoreTargetsOptions): MemoryRestoreTargets {
  const { saved = {}, accounts = sketched(), wait, onChange } = options;
  const containers = new Map(Object.entries(saved).map(([key, files]) => [key, new Map(Object.entries(files))]));
  const published = new Map<string, string[]>();

  const filesIn = ({ containerId }: RestorePlace): Map<string, number> => {
    const key = idKey(containerId);
    const files = containers.get(key) ?? new Map<string, number>();
    containers.set(key, files);
    return files;
  };

  return {
    save: () => Object.fromEntries([...containers].map(([key, files]) => [key, Object.fromEntries(files)])),
    accounts: () => Promise.resolve([...accounts]),
    taken: (place, names) => Promise.resolve(names.filter((name) => filesIn(place).has(name))),

    begin(place) {
      const written = new Map<string, number>();
      return Promise.resolve({
        async write(name, plain) {
          let bytes = 0;
          for await (const chunk of plain) bytes += chunk.length;
          await wait(FILE_MS);
          written.set(name, bytes);
        },
        publish() {
          const files = filesIn(place);
          const taken = [...written.keys()].filter((name) => files.has(name));
          if (taken.length > 0) {
            return Promise.reject(
              new EngineFault('UserErrorRestoreFilesExist', `The container already has a file ${taken[0] ?? ''}.`, [
                'Use another file prefix, or select another container.',
              ]),
            );
          }
          for (const [name, bytes] of written) files.set(name, bytes);
          published.set(place.restoreId, [...written.keys()]);
          onChange();
          return Promise.resolve();
        },
      });
    },
    discard(place) {
      for (const name of published.get(place.restoreId) ?? []) filesIn(place).delete(name);
      published.delete(place.restoreId);
      onChange();
      return Promise.resolve();
    },
    settle(place) {
      published.delete(place.restoreId);
      return Promise.resolve();
    },
  };
}
