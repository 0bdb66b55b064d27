/** The `VaultStorage` port in memory. Bytes are kept as they come; nothing is compressed. */
import { idKey } from '#protocol/resource-id.ts';
import { atCopy, COPY_NAMES, copyNameOf, otherCopy } from '../domain/point-copies.ts';
import { misplaced } from '../domain/manifests.ts';
import { copyOf } from './copy-of.ts';
import {
  EngineFault,
  type BackupPart,
  type Manifest,
  type PointAddress,
  type StoredPart,
  type VaultStorages,
} from '../ports.ts';

interface Point {
  manifest?: Manifest;
  /** Base64, by file name. */
  files: Record<string, string>;
}

export type SavedPoints = Record<string, Point>;

export interface MemoryVaultStorage extends VaultStorages {
  save(): SavedPoints;
}

export interface MemoryVaultStorageOptions {
  saved?: SavedPoints;
  onChange: () => void;
}

/** Storage that holds every point in memory: for simulated servers, whose dumps are a few lines. */
export function createMemoryVaultStorage({ saved = {}, onChange }: MemoryVaultStorageOptions): MemoryVaultStorage {
  const points = new Map(Object.entries(saved));

  async function manifest(address: PointAddress): Promise<Manifest | undefined> {
    const found = copyOf(points.get(keyOf(address))?.manifest);
    const { manifestSha256 } = address;
    if (!found) {
      if (manifestSha256 === undefined) return undefined;
      throw damaged('has lost its manifest');
    }
    if (manifestSha256 !== undefined && (await digestOf(found)) !== manifestSha256) {
      throw damaged('has another manifest than the one that was written with it');
    }
    if (misplaced(found, address) !== undefined) throw damaged('has the manifest of another');
    return found;
  }

  async function bytesOf(address: PointAddress, { file, storedBytes, storedSha256 }: StoredPart) {
    const bytes = fromBase64(points.get(keyOf(address))?.files[file] ?? '');
    if (bytes.length !== storedBytes || (await sha256(bytes)) !== storedSha256) {
      throw damaged(`holds a damaged file '${file}'`);
    }
    return bytes;
  }

  return {
    // A point that is being written changes, and its manifest does not.
    save: () =>
      Object.fromEntries([...points].map(([key, { files, ...point }]) => [key, { ...point, files: { ...files } }])),

    begin(address) {
      const key = keyOf(address);
      const point: Point = { files: {} };
      points.set(key, point);
      return Promise.resolve({
        async write(part, plain) {
          const file = fileName(part, Object.keys(point.files).length);
          const bytes = await collect(plain);
          point.files[file] = toBase64(bytes);
          const digest = await sha256(bytes);
          return {
            file,
            codec: 'zstd' as const,
            storedBytes: bytes.length,
            storedSha256: digest,
            plainBytes: bytes.length,
            plainSha256: digest,
          };
        },
        async commit(manifest) {
          point.manifest = { ...copyOf(manifest), formatVersion: 2 };
          onChange();
          return digestOf(point.manifest);
        },
        abandon() {
          points.delete(key);
          onChange();
          return Promise.resolve();
        },
      });
    },

    manifest,

    async verify(address) {
      const found = await manifest(address);
      if (!found) throw damaged('has no manifest');
      for (const part of found.parts) await bytesOf(address, part);
    },

    async *read(address, part) {
      yield await bytesOf(address, part);
    },

    async copy(address, _signal, _onBytes, mayPublish) {
      const source = atCopy(address, otherCopy(copyNameOf(address)));
      const found = await manifest(source);
      if (!found) throw damaged('has no manifest');
      for (const part of found.parts) await bytesOf(source, part);
      await mayPublish();
      points.set(keyOf(address), structuredClone(points.get(keyOf(source)) as Point));
      onChange();
    },

    remove(address) {
      const keys = COPY_NAMES.map((name) => keyOf(atCopy(address, name)));
      if (keys.filter((key) => points.delete(key)).length > 0) onChange();
      return Promise.resolve();
    },

    hold: () => Promise.resolve(false),

    // Points are all that there is.
    forget: () => Promise.resolve(),
  };
}

const keyOf = ({ vaultId, instanceName, recoveryPointId, copy }: PointAddress): string =>
  `${idKey(vaultId)}/${instanceName.toLowerCase()}/${recoveryPointId}${copy === undefined ? '' : `/${copy}`}`;

const fileName = (part: BackupPart, at: number): string =>
  part.kind === 'globals' ? 'globals.sql.zst' : `database-${String(at)}.dump.zst`;

const damaged = (what: string): EngineFault =>
  new EngineFault('RecoveryPointDamaged', `The recovery point ${what}.`, ['Start a new backup.']);

async function collect(plain: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of plain) chunks.push(chunk);
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

const sha256 = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

const digestOf = (manifest: Manifest): Promise<string> => sha256(new TextEncoder().encode(JSON.stringify(manifest)));

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
