/** A COPY into a table of which the bytes are messages of the protocol already: the driver would copy each into another. */
import type { Client, Connection, Submittable } from 'pg';

export interface CopyIn {
  /** Answers when the socket has taken them: they may be written over. Throws PostgreSQL's error, or that the session is gone. */
  write(messages: Uint8Array): Promise<void>;
  /** Answers when the server has done all that it was told. */
  end(): Promise<void>;
}

/** What the driver calls on a query, and what it sends, as far as a COPY needs them; its types leave them out. */
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
 * Sends `statements`, one of which is a `COPY … FROM STDIN`, and answers when the server waits for its rows. After an error
 * nothing more can be done in the session: the server may have a part of a message.
 */
export async function copyIn(client: Client, statements: string): Promise<CopyIn> {
  const connection = client.connection as CopyConnection;
  let failure: Error | undefined;
  let step = Promise.withResolvers<undefined>();
  /** Each step ends by what the server or the socket says, or by an error that one of them had at any time. */
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
