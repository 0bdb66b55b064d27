/**
 * Writes a part in a process of its own, which takes the dump directly from the tool that makes it. Requests and the
 * backup do not slow each other down, and the server's memory does not grow.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Writable } from 'node:stream';
import { endedFromOutside } from './ended-from-outside.ts';
import { lowerPriority } from './lower-priority.ts';
import { ORDER_DESCRIPTOR, orderLine, type PartWriterOrder } from './part-order.ts';
import { faultAsPassed, type PassedFault } from './passed-fault.ts';
import type { PipedOutput } from './piped-output.ts';
import type { WrittenPart } from './write-part.ts';

export type PartWriterLine = { plainBytes: number } | { written: WrittenPart } | { failed: PassedFault };

const PROGRAM = fileURLToPath(new URL('./part-writer.ts', import.meta.url));

/** The part is not wanted any more: as long as what is on its way may take to be written. */
const GIVES_UP_MS = 10_000;

/** The same as `writePart`, for bytes that need not pass through this process. */
export async function writePartInProcess(
  order: PartWriterOrder,
  plain: PipedOutput,
  givesUpMs = GIVES_UP_MS,
): Promise<WrittenPart> {
  const env = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...(order.place.kind !== 'folder' && ofClients()) };
  const child = spawn(process.execPath, [PROGRAM], { env, stdio: ['pipe', 'pipe', 'ignore', 'pipe'] });
  lowerPriority(child);
  const ordering = child.stdio[ORDER_DESCRIPTOR] as Writable;
  ordering.on('error', () => undefined).end(orderLine(order));
  // The other end reports what happened; a pipe that breaks is only how it shows here.
  const input = child.stdin as Writable;
  input.on('error', () => undefined);
  const writerFailed = new AbortController();
  const writing = resultOf(child, plain).catch((error: unknown) => {
    writerFailed.abort();
    throw error;
  });
  const piping = plain.pipeInto(input, writerFailed.signal).finally(() => input.destroy());
  const giveUp = givingUp(child, givesUpMs);
  piping.catch(giveUp.later);
  plain.signal.addEventListener('abort', giveUp.later, { once: true });

  const [written, piped] = await Promise.allSettled([writing, piping]);
  plain.signal.removeEventListener('abort', giveUp.later);
  if (giveUp.end() && piped.status === 'rejected') throw piped.reason;
  // When the disk is full the tool fails too, because nobody reads its output: the writer knows why.
  if (written.status === 'rejected') throw written.reason;
  if (piped.status === 'rejected') throw piped.reason;
  return written.value;
}

/** A writer whose input has ended does so, too. One that hangs, or that somebody has paused, would stay for ever. */
function givingUp(child: ReturnType<typeof spawn>, ms: number) {
  let timer: NodeJS.Timeout | undefined;
  let isGivenUp = false;
  return {
    later: () => (timer ??= setTimeout(() => (isGivenUp = child.kill('SIGKILL')), ms)),
    /** Returns whether it had to be killed. */
    end(): boolean {
      clearTimeout(timer);
      return isGivenUp;
    },
  };
}

/** Where the client of a service finds credentials, authorities and a proxy when its place says nothing of them. */
const OF_CLIENTS = /^(AWS_\w+|HOME|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|(HTTPS?|NO)_PROXY)$/i;

const ofClients = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => OF_CLIENTS.test(name)));

async function resultOf(child: ReturnType<typeof spawn>, plain: PipedOutput): Promise<WrittenPart> {
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  exited.catch(() => undefined);
  if (child.stdout !== null) {
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text) as PartWriterLine;
      if ('written' in line) {
        plain.reportBytes(line.written.plainBytes);
        return line.written;
      }
      if ('failed' in line) throw faultAsPassed(line.failed);
      plain.reportBytes(line.plainBytes);
    }
  }
  const [, signal] = await exited;
  if (signal !== null) throw endedFromOutside('The process that writes into the vault', signal);
  throw new Error('The process that writes the vault ended before its work did.');
}
