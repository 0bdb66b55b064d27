/**
 * An archive makes pg_restore set an empty search_path. Functions with unqualified names then fail, though they worked
 * in the sessions of the source. This replaces the path in the one entry at the archive's head by that of those
 * sessions.
 */

/** The entry is among the first three; what comes before it is short. */
const HEAD_BYTES = 64 * 1024;
/** The bytes of an integer: a sign and four bytes. */
const INTEGER_BYTES = 5;
const NAME = Buffer.from('SEARCHPATH');

/**
 * The archive with another search_path, written as the setting is. An archive without such an entry is passed on
 * unchanged.
 */
export async function* withSearchPath(plain: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of plain) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < HEAD_BYTES) continue;
    yield replaced(head, path);
    head = undefined;
  }
  if (head !== undefined) yield replaced(head, path);
}

function replaced(head: Buffer, path: string): Buffer {
  // Tag, kind, section, definition: the tag and the kind have the same text, each behind its length.
  const tag = head.indexOf(NAME);
  const kind = tag < 0 ? -1 : head.indexOf(NAME, tag + NAME.length);
  if (kind !== tag + NAME.length + INTEGER_BYTES) return head;
  const length = kind + NAME.length + INTEGER_BYTES;
  const start = length + INTEGER_BYTES;
  const end = start + integerAt(head, length);
  const statement = Buffer.from(
    `SELECT pg_catalog.set_config('search_path', E'${path.replaceAll('\\', '\\\\').replaceAll("'", "''")}', false);\n`,
  );
  return Buffer.concat([head.subarray(0, length), integer(statement.length), statement, head.subarray(end)]);
}

const integerAt = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at + 1);

function integer(value: number): Buffer {
  const bytes = Buffer.alloc(INTEGER_BYTES);
  bytes.writeUInt32LE(value, 1);
  return bytes;
}
