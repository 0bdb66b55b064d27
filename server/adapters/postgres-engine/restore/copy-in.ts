/**
 * A COPY into a table from bytes that are already protocol messages. The driver would copy each into another buffer.
 */
import type { Client, Connection, Submittable } from 'pg';

export interface CopyIn {
  /**
   * Resolves when the socket has taken the bytes and the buffer may be reused. Throws PostgreSQL's error, or that the
   * session is gone.
   */
  write(messages: Uint8Array): Promise<void>;
  /** Resolves when the server has executed everything. */
  end(): Promise<void>;
}

/** The parts of the driver's query and connection that a COPY needs; its types leave them out. */
interface CopyInQuery extends Submittable {
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleCopyInResponse(): void;
  handleError(error: Error): void;
}
interface CopyConnection extends Connection {
  endCopyFrom(): void;
}

/**
 * Sends `statements`, one of which is a `COPY … FROM STDIN`, and resolves when the server waits for its rows. After an
 * error the session is unusable: the server may hold a part of a message.
 */
export async function copyIn(client: Client, statements: string): Promise<CopyIn> {
  const connection = client.connection as CopyConnection;
  let failure: Error | undefined;
  let step = Promise.withResolvers<undefined>();
  /** Each step ends with a message of the server or the socket, or with an error that either had at any time. */
  const next = (): Promise<undefined> => {
    step = Promise.withResolvers<undefined>();
    if (failure) step.reject(failure);
    return step.promise;
  };
  const fail = (error: Error): void => {
    failure ??= error;
    step.reject(failure);
  };
  const query: CopyInQuery = {
    submit: () => connection.query(statements),
    handleCommandComplete: () => undefined,
    handleCopyInResponse: () => step.resolve(undefined),
    handleReadyForQuery: () => step.resolve(undefined),
    handleError: fail,
  };
  const waits = next();
  client.query(query);
  await waits;
  return {
    async write(messages) {
      const written = next();
      connection.stream.write(messages, (error) => (error ? fail(error) : step.resolve(undefined)));
      await written;
    },
    async end() {
      const done = next();
      connection.endCopyFrom();
      await done;
    },
  };
}
