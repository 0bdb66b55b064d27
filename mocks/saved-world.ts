/**
 * Keeps a browser tab's world over a reload, in the tab's storage. That takes some five million characters; a world
 * with a year of backups is larger, and repeats much: it is stored compressed.
 */

const KEY = 'backup-portal.world';
/** A burst of changes is kept as one. */
const SAVE_AFTER_MS = 200;
/**
 * Above so many characters a world is compressed, which takes a moment; below, it is stored at once and uncompressed.
 */
const COMPRESS_FROM = 1_000_000;

export interface SavedWorld {
  /** How far the world's time is ahead of the machine's. */
  aheadMs: number;
  /** When the world began, by the machine's clock. ISO 8601. */
  begunAt: string;
  /** The result of `MemoryPorts.save`. */
  ports: string;
}

/** The first line of the stored text. */
interface Label extends Omit<SavedWorld, 'ports'> {
  isCompressed: boolean;
}

/** The stored world; undefined when there is none that can be read. */
export async function readWorld(storage: Storage): Promise<SavedWorld | undefined> {
  const kept = storage.getItem(KEY);
  if (kept === null) return undefined;
  const end = kept.indexOf('\n');
  try {
    const { isCompressed, ...world } = JSON.parse(kept.slice(0, end)) as Label;
    const rest = kept.slice(end + 1);
    return { ...world, ports: isCompressed ? await decompressed(rest) : rest };
  } catch {
    // Of another version of this page.
    return undefined;
  }
}

export const forgetWorld = (storage: Storage): void => storage.removeItem(KEY);

export interface WorldKeeper {
  /** Something has changed: stores the world in a moment. */
  soon: () => void;
  /** The page is closing: stores pending changes. */
  now: () => void;
  /** During large changes, `soon` only takes note; storing continues afterwards. */
  pause: () => void;
  resume: () => void;
  /** Removes the stored world, and stores nothing any more. */
  forget: () => void;
}

/** `take` returns the present world. */
export function createWorldKeeper(storage: Storage, take: () => SavedWorld): WorldKeeper {
  let state: 'on' | 'paused' | 'forgotten' = 'on';
  let hasChanged = false;
  let isCompressing = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const schedule = () => {
    if (state === 'on' && hasChanged && !isCompressing) timer ??= setTimeout(() => void save(), SAVE_AFTER_MS);
  };

  async function save(): Promise<void> {
    timer = undefined;
    if (state !== 'on') return;
    const { ports, ...facts } = take();
    hasChanged = false;
    if (ports.length < COMPRESS_FROM) {
      put({ ...facts, isCompressed: false }, ports);
      return;
    }
    isCompressing = true;
    const small = await compressed(ports);
    isCompressing = false;
    // Not over a newer stored world, or after its removal.
    if (isOn()) put({ ...facts, isCompressed: true }, small);
    schedule();
  }

  const isOn = () => state !== 'forgotten';

  function put(label: Label, text: string): void {
    try {
      storage.setItem(KEY, `${JSON.stringify(label)}\n${text}`);
    } catch {
      // The tab's storage is full: the world goes on, and after a reload it is as it was when it last fitted.
    }
  }

  return {
    soon() {
      hasChanged = true;
      schedule();
    },
    now() {
      if (state === 'forgotten' || !(hasChanged || isCompressing)) return;
      const { ports, ...facts } = take();
      put({ ...facts, isCompressed: false }, ports);
    },
    pause() {
      if (state === 'on') state = 'paused';
      hasChanged = true;
    },
    resume() {
      if (state === 'paused') state = 'on';
      schedule();
    },
    forget() {
      state = 'forgotten';
      forgetWorld(storage);
    },
  };
}

/** Gzip, with one character for each byte: storage keeps characters. */
async function compressed(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const characters: string[] = [];
  // A call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8_192) {
    characters.push(String.fromCharCode(...bytes.subarray(at, at + 8_192)));
  }
  return characters.join('');
}

async function decompressed(characters: string): Promise<string> {
  const bytes = Uint8Array.from(characters, (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}
