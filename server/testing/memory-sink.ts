/** A `BackupSink` that keeps what it is given, for tests of the engines. */
import { createHash } from 'node:crypto';
import { createContentsReader } from '#adapters/postgres-archive/archive-contents.ts';
import type { BackupPart, BackupSink } from '#provider/ports.ts';

export interface MemorySink extends BackupSink {
  parts: { part: BackupPart; plain: Buffer }[];
}

export function createMemorySink(): MemorySink {
  const parts: MemorySink['parts'] = [];
  return {
    parts,
    async write(part, plain) {
      const contents = part.format === 'custom' ? createContentsReader() : undefined;
      const chunks: Uint8Array[] = [];
      for await (const chunk of plain) {
        chunks.push(chunk);
        contents?.push(chunk);
      }
      const bytes = Buffer.concat(chunks);
      parts.push({ part, plain: bytes });
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const size = bytes.length;
      return {
        file: `part-${parts.length}`,
        codec: 'zstd',
        storedBytes: size,
        storedSha256: sha256,
        plainBytes: size,
        plainSha256: sha256,
        ...contents?.end(),
      };
    },
  };
}
