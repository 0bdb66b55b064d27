/**
 * Looks at what a server sends before the driver does, and lets nothing pass that no PostgreSQL server says: the driver believes
 * every count and length. An error without an end has it look for the end for ever; lengths that lead back have it read the same
 * megabytes a thousand times; a wide empty row costs it megabytes of memory.
 */
import { serverFaults } from './server-faults.ts';

/** Of one answer: ten times what the catalogues of the largest servers that we know of answer to one question. */
const ANSWER_BYTES = 16 * 1024 ** 2;
/** Rows without a byte in them take memory, too. */
const ANSWER_ROWS = 200_000;
const ANSWER_CELLS = 4_000_000;
/** Of all that comes until somebody is let in: settings, and what is said in between. */
const SIGN_IN_BYTES = 256 * 1024;
/** Our questions ask for less than half as many. Rows of more take the driver much longer, and megabytes for each. */
const COLUMNS = 100;

const HEADER_BYTES = 5;
const LENGTH_BYTES = 4;
const NULL = -1;

/** How many bytes behind the header say how much there is. */
const OPENING_BYTES: Readonly<Record<string, number>> = { R: 4, T: 2, D: 2, t: 2, G: 3, H: 3, W: 3 };
/** And how many each of so many takes at least. */
const BYTES_OF_EACH: Readonly<Record<string, number>> = { T: 19, D: 4, t: 4, G: 2, H: 2, W: 2 };

export interface ServerMessages {
  /** Throws an `EngineFault` at what must not reach the driver. In the order in which it comes, in pieces of any size. */
  see(chunk: Uint8Array): void;
  /** A new question: the count starts again. */
  restart(): void;
}

type Part = 'header' | 'opening' | 'field' | 'ending';

export function lookAtMessages(): ServerMessages {
  let bytes = 0;
  let rows = 0;
  let cells = 0;
  let columns = 0;
  let isIn = false;
  const signedInBy = new Set<number>();

  // Where in a message it is: `part` is collected in `head` until it has the `needed` bytes, after `skipped` others.
  const head = Buffer.alloc(HEADER_BYTES);
  let part: Part = 'header';
  let needed = HEADER_BYTES;
  let collected = 0;
  let skipped = 0;
  let type = '';
  /** Of the message, behind what was collected and is skipped. */
  let left = 0;
  let fieldsLeft = 0;

  const expect = (next: Part, size: number): void => {
    if (next !== 'header' && size > left) throw malformed('a message ends too early');
    if (next !== 'header') left -= size;
    part = next;
    needed = size;
  };
  const skip = (size: number): void => {
    skipped += size;
    left -= size;
  };
  const endMessage = (): void => {
    skip(left);
    expect('header', HEADER_BYTES);
  };

  function takeHeader(): void {
    type = String.fromCharCode(head.readUInt8(0));
    const length = head.readUInt32BE(1);
    if (length < LENGTH_BYTES) throw malformed('a message is shorter than its length');
    left = length - LENGTH_BYTES;
    if (type === 'Z') isIn = true;
    const opening = OPENING_BYTES[type];
    if (opening !== undefined) expect('opening', opening);
    else if (type === 'E' || type === 'N') {
      const ending = Math.min(2, Math.max(1, left));
      skip(Math.max(0, left - ending));
      expect('ending', ending);
    } else endMessage();
  }

  function takeOpening(): void {
    if (type === 'R') {
      const method = head.readInt32BE(0);
      // Each proof of a password takes a tenth of a second of a thread.
      if (isIn || signedInBy.has(method)) throw malformed('it asks twice who we are');
      signedInBy.add(method);
      endMessage();
      return;
    }
    const count = head.readUInt16BE(needed - 2);
    if (count > COLUMNS)
      throw type === 'T' ? serverFaults.answerTooLarge() : malformed('there is no such number of it');
    if (count * (BYTES_OF_EACH[type] ?? 0) > left) throw malformed('a message has less than it says');
    if (type === 'T') columns = count;
    if (type !== 'D') {
      endMessage();
      return;
    }
    if (count !== columns) throw malformed('a row has not as many fields as there are columns');
    rows += 1;
    cells += columns;
    if (rows > ANSWER_ROWS || cells > ANSWER_CELLS) throw serverFaults.answerTooLarge();
    fieldsLeft = count;
    nextField();
  }

  function nextField(): void {
    if (fieldsLeft > 0) expect('field', LENGTH_BYTES);
    else if (left > 0) throw malformed('a row is longer than its fields');
    else endMessage();
  }

  function takeField(): void {
    const length = head.readInt32BE(0);
    if (length < NULL || length > left) throw malformed('a field is longer than its row');
    skip(Math.max(0, length));
    fieldsLeft -= 1;
    nextField();
  }

  function takeEnding(): void {
    if (head.subarray(0, needed).some((byte) => byte !== 0)) throw malformed('an error has no end');
    endMessage();
  }

  const take: Readonly<Record<Part, () => void>> = {
    header: takeHeader,
    opening: takeOpening,
    field: takeField,
    ending: takeEnding,
  };

  return {
    see(chunk) {
      bytes += chunk.length;
      if (bytes > (isIn ? ANSWER_BYTES : SIGN_IN_BYTES)) throw serverFaults.answerTooLarge();
      for (let at = 0; at < chunk.length;) {
        const over = Math.min(skipped, chunk.length - at);
        skipped -= over;
        at += over;
        while (collected < needed && at < chunk.length) head[collected++] = chunk[at++] as number;
        if (collected < needed) return;
        collected = 0;
        take[part]();
      }
    },
    restart: () => (bytes = rows = cells = 0),
  };
}

const malformed = (what: string) => serverFaults.notPostgres(new Error(`Not PostgreSQL's protocol: ${what}.`));
