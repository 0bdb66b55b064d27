/**
 * Counts and digests the rows in the SQL of pg_dump, as `COPY … FROM stdin` has them: the same text as in an archive, and the same
 * digest (decision 11). Rows in INSERTs are not counted.
 */
import type { TableFacts } from '#provider/ports.ts';
import { ContentDigest } from './content-digest.ts';

const LINE_FEED = 0x0a;
/** A line that is longer begins no table. */
const MAX_LINE_BYTES = 64 * 1024;
const COPY = /^COPY (?:("(?:[^"]|"")+"|[^\s".]+)\.)?("(?:[^"]|"")+"|[^\s"(]+) (?:\(.*\) )?FROM stdin;\r?$/;

export interface CopiedRows {
  /** Must be called with all bytes, in their order. */
  push: (chunk: Uint8Array) => void;
  tables: () => Required<Pick<TableFacts, 'schema' | 'name' | 'rows' | 'digest'>>[];
}

export function createCopiedRows(): CopiedRows {
  const found: { schema: string; name: string; digest: ContentDigest }[] = [];
  let line: Buffer[] = [];
  let lineBytes = 0;
  let current: ContentDigest | undefined;

  function endLine(): void {
    const text = lineBytes <= MAX_LINE_BYTES ? Buffer.concat(line).toString('utf8') : '';
    line = [];
    lineBytes = 0;
    const [, schema = 'public', name] = COPY.exec(text) ?? [];
    if (name === undefined) return;
    current = ContentDigest.ofRows();
    found.push({ schema: unquoted(schema), name: unquoted(name), digest: current });
  }

  return {
    push(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
      for (let at = 0; at < bytes.length;) {
        if (current) {
          at = current.update(view, at, bytes.length);
          if (current.hasEnded) current = undefined;
          continue;
        }
        const end = bytes.indexOf(LINE_FEED, at);
        const piece = bytes.subarray(at, end < 0 ? undefined : end);
        lineBytes += piece.length;
        // The chunk may be used again.
        if (lineBytes <= MAX_LINE_BYTES) line.push(Buffer.from(piece));
        at += piece.length;
        if (end < 0) continue;
        at += 1;
        endLine();
      }
    },
    tables: () => found.map(({ schema, name, digest }) => ({ schema, name, rows: digest.count, digest: digest.hex() })),
  };
}

const unquoted = (name: string): string => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name);
