/** Keeps what a server sends within bounds, whatever it is that answers: nothing it does may take this process down. */
import type pg from 'pg';
import type { EngineFault } from '#provider/ports.ts';
import { serverFaults } from './server-faults.ts';

/** Ten times what the catalogues of the largest servers that we know of answer to one question. */
const ANSWER_BYTES = 16 * 1024 ** 2;
/** Rows without a byte in them take memory, too. */
const ANSWER_ROWS = 200_000;

/** What a socket hands on at once when more is waiting: a record of TLS, or less than without it. */
const LARGE_CHUNK_BYTES = 16 * 1024;

type Reader = (chunk: Buffer) => void;

export interface AnswerLimits {
  /** A new question: the count starts again. */
  restart(): void;
  /** Why the connection was cut; undefined when it was not. */
  cutFor: () => EngineFault | undefined;
  cut(fault: EngineFault): void;
}

export interface AnswersOf {
  hasTls: boolean;
  /** What comes is only there during the call: the driver, which keeps what is not to its end, gets a copy. */
  isLent: boolean;
}

/** To be called before the client connects. */
export function limitAnswers(client: pg.Client, { hasTls, isLent }: AnswersOf): AnswerLimits {
  const { connection } = client;
  let bytes = 0;
  let rows = 0;
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
      bytes += chunk.length;
      if (bytes > ANSWER_BYTES || rows > ANSWER_ROWS) {
        cut(serverFaults.answerTooLarge());
        return;
      }
      try {
        for (const read of readers) read.call(stream, chunk);
      } catch (error) {
        // The driver throws into the void at what is not PostgreSQL's protocol, and that would end the process.
        const isMethod = String(error).includes('authenticationOk message type');
        cut((isMethod ? serverFaults.signInMethod : serverFaults.notPostgres)(error));
        return;
      }
      if (chunk.length < LARGE_CHUNK_BYTES) return;
      // While more is there, a socket hands on two megabytes in one go, and nobody else gets a turn meanwhile.
      stream.pause();
      setImmediate(() => stream.resume());
    });
  };
  connection.on('dataRow', () => (rows += 1));
  // The reader of the protocol is there once the stream is: from the start, or when TLS stands.
  if (hasTls) connection.on('sslconnect', stand);
  else connection.stream.once('connect', stand);
  return {
    restart: () => (bytes = rows = 0),
    cutFor: () => reason,
    cut,
  };
}
