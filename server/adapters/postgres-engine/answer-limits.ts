/** Limits what a server may send, so that no server, real or not, can crash this process. */
import type pg from 'pg';
import { EngineFault } from '#provider/ports.ts';
import { serverFaults } from './server-faults.ts';
import { lookAtMessages } from './server-messages.ts';

/** How much a socket delivers at once when more is waiting: a TLS record, or less than without TLS. */
const LARGE_CHUNK_BYTES = 16 * 1024;

type Reader = (chunk: Buffer) => void;

export interface AnswerLimits {
  /** A new query: the count starts again. */
  restart(): void;
  /** Why the connection was cut; undefined when it was not. */
  cutFor: () => EngineFault | undefined;
  cut(fault: EngineFault): void;
}

export interface AnswersOf {
  hasTls: boolean;
  /** The bytes are valid only during the call: the driver, which keeps incomplete messages, gets a copy. */
  isLent: boolean;
}

/** To be called before the client connects. */
export function limitAnswers(client: pg.Client, { hasTls, isLent }: AnswersOf): AnswerLimits {
  const { connection } = client;
  const messages = lookAtMessages();
  let reason: EngineFault | undefined;
  const cut = (fault: EngineFault) => {
    reason ??= fault;
    connection.stream.destroy(fault);
  };
  const stand = () => {
    const { stream } = connection;
    const readers = stream.listeners('data') as Reader[];
    stream.removeAllListeners('data');
    stream.on('data', (came: Buffer) => {
      const chunk = isLent ? Buffer.from(came) : came;
      try {
        messages.see(chunk);
        for (const read of readers) read.call(stream, chunk);
      } catch (error) {
        if (error instanceof EngineFault) {
          cut(error);
          return;
        }
        // The driver throws an uncaught error when the peer does not speak PostgreSQL's protocol, which would end the
        // process.
        const isMethod = String(error).includes('authenticationOk message type');
        cut((isMethod ? serverFaults.signInMethod : serverFaults.notPostgres)(error));
        return;
      }
      if (chunk.length < LARGE_CHUNK_BYTES) return;
      // A busy socket delivers two megabytes in one go, and blocks everything else meanwhile.
      stream.pause();
      setImmediate(() => stream.resume());
    });
  };
  // The protocol reader exists when the stream does: from the start, or after the TLS handshake.
  if (hasTls) connection.on('sslconnect', stand);
  else connection.stream.once('connect', stand);
  return {
    restart: () => messages.restart(),
    cutFor: () => reason,
    cut,
  };
}
