/** Every port in memory, with a simulated engine: what the page's mocks and the tests run on. */
import { LOCAL_STORAGE, type VaultStorageFacts } from '#protocol/data-protection.ts';
import type { Clock, Engine, Log, Ports } from '../ports.ts';
import type { Backdrop } from './backdrop.ts';
import { systemClock } from './clock.ts';
import { createMemoryDirectory, type Person } from './directory.ts';
import { withMadeUpPoints } from './made-up-points.ts';
import { createMemoryRestoreTargets, type MemoryRestoreTargets, type SavedFiles } from './restore-targets.ts';
import { createSimulatedEngine } from './simulated-engine.ts';
import { createMemoryStore, type MemoryStore, type SavedDocuments } from './store.ts';
import { createMemoryVaultStorage, type MemoryVaultStorage, type SavedPoints } from './vault-storage.ts';
import { createMemoryWork, type MemoryWork, type SavedWork } from './work.ts';

export interface MemoryPorts extends Ports {
  store: MemoryStore;
  work: MemoryWork;
  vaultStorage: MemoryVaultStorage;
  restoreTargets: MemoryRestoreTargets;
  /** Everything that was committed, as JSON text: hand it to `saved` to go on from here. */
  save(): string;
  /** The same as `save`, for another world in this process: what does not change is not copied. */
  snapshot(): Saved;
}

export interface MemoryPortsOptions {
  people: readonly Person[];
  tenantId?: string;
  clock?: Clock;
  newId?: () => string;
  log?: Log;
  /** Instead of the simulated one. */
  engine?: Engine;
  /** How many times faster than real life the simulated engine works, read again before each wait. */
  speed?: () => number;
  /** A world that exists from the beginning, and is not part of what `save` returns. */
  backdrop?: Backdrop | undefined;
  /** What a vault can be stored in; all of them are the same memory. The server's own folder alone when absent. */
  vaultStorages?: readonly VaultStorageFacts[];
  /** What `save` or `snapshot` answered earlier. */
  saved?: string | Saved;
  /** Called after every change that `save` would show; often, so collect a few before saving. */
  onChange?: () => void;
}

export interface Saved {
  documents: SavedDocuments;
  work: SavedWork;
  points: SavedPoints;
  /** Absent in worlds of before there were any. */
  restored?: SavedFiles;
}

export const DEFAULT_TENANT = '22222222-2222-4222-8222-222222222222';

/** A world of its own for each call. Nothing happens in it until `work.start`. */
export function createMemoryPorts(options: MemoryPortsOptions): MemoryPorts {
  const {
    people,
    tenantId = DEFAULT_TENANT,
    clock = systemClock,
    newId = () => crypto.randomUUID(),
    log = () => undefined,
    speed = () => 1,
    engine = createSimulatedEngine({ clock, speed }),
    onChange = () => undefined,
  } = options;
  const saved = typeof options.saved === 'string' ? (JSON.parse(options.saved) as Saved) : options.saved;

  const work = createMemoryWork({ ...(saved && { saved: saved.work }), clock, log, onChange });
  const store = createMemoryStore({
    ...(saved && { saved: saved.documents }),
    backdrop: options.backdrop,
    newId,
    onCommit: (items, changed) => {
      work.add(items);
      if (changed) onChange();
    },
  });
  const points = createMemoryVaultStorage({ ...(saved && { saved: saved.points }), onChange });
  const vaultStorage = options.backdrop ? withMadeUpPoints(points, store, clock) : points;
  const restoreTargets = createMemoryRestoreTargets({
    ...(saved?.restored && { saved: saved.restored }),
    wait: (ms) => clock.sleep(ms / Math.max(speed(), 0.001)),
    onChange,
  });

  const snapshot = (): Saved => ({
    documents: store.save(),
    work: work.save(),
    points: vaultStorage.save(),
    restored: restoreTargets.save(),
  });

  return {
    store,
    work,
    engine,
    vaultStorage,
    vaultStorages: options.vaultStorages ?? [LOCAL_STORAGE],
    restoreTargets,
    directory: createMemoryDirectory(tenantId, people),
    // Nothing leaves the memory of its process, and its secrets are made up.
    sealing: { seal: (plain) => plain, open: (sealed) => sealed },
    clock,
    newId,
    log,
    save: () => JSON.stringify(snapshot()),
    snapshot,
  };
}
