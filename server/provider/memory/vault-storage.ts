/** The `VaultStorage` port in memory. Bytes are kept as they come; nothing is compressed. */
import { idKey } from '#protocol/resource-id.ts';
import { EngineFault, type BackupPart, type Manifest, type PointAddress, type VaultStorage } from '../ports.ts';

interface Point {
  manifest?: Manifest;
  /** Base64, by file name. */
  files: Record<string, string>;
}

export type SavedPoints = Record<string, Point>;

export interface MemoryVaultStorage extends VaultStorage {
  save(): SavedPoints;
}

export interface MemoryVaultStorageOptions {
  saved?: SavedPoints;
  onChange: () => void;
}

/** Storage that holds every point in memory: for simulated servers, whose dumps are a few lines. */
export function createMemoryVaultStorage({ saved = {}, onChange }: MemoryVaultStorageOptions): MemoryVaultStorage {
  const points = new Map(Object.entries(saved));

  return {
    save: () => Object.fromEntries(points),

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
        commit(manifest) {
          point.manifest = structuredClone(manifest);
          onChange();
          return sha256(new TextEncoder().encode(JSON.stringify(manifest)));
        },
        abandon() {
          points.delete(key);
          onChange();
          return Promise.resolve();
        },
      });
    },

    manifest: (address) => Promise.resolve(structuredClone(points.get(keyOf(address))?.manifest)),

    async verify(address) {
      const point = points.get(keyOf(address));
      if (!point?.manifest) throw damaged('has no manifest');
      for (const { file, storedBytes, storedSha256 } of point.manifest.parts) {
        const bytes = fromBase64(point.files[file] ?? '');
        if (bytes.length !== storedBytes || (await sha256(bytes)) !== storedSha256) {
          throw damaged(`holds a damaged file '${file}'`);
        }
      }
    },

    async *read(address, { file, storedBytes, storedSha256 }) {
      const bytes = fromBase64(points.get(keyOf(address))?.files[file] ?? '');
      if (bytes.length !== storedBytes || (await sha256(bytes)) !== storedSha256) {
        throw damaged(`holds a damaged file '${file}'`);
      }
      yield bytes;
    },

    remove(address) {
      if (points.delete(keyOf(address))) onChange();
      return Promise.resolve();
    },
  };
}

const keyOf = ({ vaultId, instanceName, recoveryPointId }: PointAddress): string =>
  `${idKey(vaultId)}/${instanceName.toLowerCase()}/${recoveryPointId}`;

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

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
