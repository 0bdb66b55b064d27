/**
 * Takes the rows of a `COPY … TO STDOUT` off the stream of messages that a server sends, before the driver makes an object
 * of each row. Everything else goes on to the driver, byte for byte.
 */

/** The kind of a message that holds rows, and the header of every message: its kind and its length. */
const COPY_DATA = 'd'.charCodeAt(0);
const HEADER_BYTES = 5;
/** The length of a message counts itself, and not the kind before it. */
const LENGTH_BYTES = 4;

export interface CopiedBytes {
  /** Bytes `from` to `to` of a view, which are only there during the call. */
  take: (view: DataView, from: number, to: number) => void;
  /** Bytes that do not belong to a COPY. */
  pass: (bytes: Buffer) => void;
}

/** Returns the function to call with each chunk. The first chunk must begin with a message. */
export function copiedBytes({ take, pass }: CopiedBytes): (chunk: Buffer) => void {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerBytes = 0;
  let isRows = false;
  /** State of the message that has begun. */
  let left = 0;

  return (chunk) => {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const end = chunk.length;
    for (let at = 0; at < end;) {
      if (left === 0) {
        // Usually the chunk holds all of it.
        if (headerBytes === 0 && at + HEADER_BYTES <= end && chunk[at] === COPY_DATA) {
          left = Math.max(0, view.getInt32(at + 1) - LENGTH_BYTES);
          isRows = true;
          at += HEADER_BYTES;
          continue;
        }
        header[headerBytes] = chunk[at] ?? 0;
        headerBytes += 1;
        at += 1;
        if (headerBytes < HEADER_BYTES) continue;
        headerBytes = 0;
        left = Math.max(0, header.readInt32BE(1) - LENGTH_BYTES);
        isRows = header[0] === COPY_DATA;
        if (!isRows) pass(Buffer.from(header));
        continue;
      }
      const to = Math.min(at + left, end);
      left -= to - at;
      if (isRows) take(view, at, to);
      else pass(chunk.subarray(at, to));
      at = to;
    }
  };
}
