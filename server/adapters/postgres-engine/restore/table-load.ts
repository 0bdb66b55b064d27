/** Loads the rows of one table of an archive into a server, in a transaction of their own. */
import type { Client } from 'pg';
import type { ArchivedTable } from '../../postgres-archive/archived-tables.ts';
import { CopyMessages } from '../../postgres-archive/copy-messages.ts';
import { PINNED_SETTINGS } from '../../postgres-archive/pinned-settings.ts';
import { quoted } from '../../quoted.ts';
import { copyIn, type CopyIn } from './copy-in.ts';

/** The bytes given to the socket at once. */
const BUFFER_BYTES = 512 * 1024;

/** An error is reported at the end; rows after it are skipped, and the session is unusable. */
export class TableLoad {
  readonly #client: Client | Error;
  readonly #statements: string;
  readonly #messages = new CopyMessages(BUFFER_BYTES);
  #copy: CopyIn | undefined;
  #sent: Promise<void> | undefined;
  #failure: Error | undefined;

  /** An error when no session could be opened. */
  constructor(client: Client | Error, table: ArchivedTable, encoding: string) {
    this.#client = client;
    this.#statements = statementsFor(table, encoding);
  }

  /** Rows as they are in the archive; the buffer is not kept. */
  async take(bytes: Uint8Array): Promise<void> {
    await this.#unlessFailed(async () => {
      if (this.#client instanceof Error) throw this.#client;
      this.#copy ??= await copyIn(this.#client, this.#statements);
      for (const messages of this.#messages.push(bytes)) await this.#send(this.#copy, messages);
    });
  }

  /** Resolves when the rows are committed: with the error, or nothing. */
  async end(): Promise<Error | undefined> {
    await this.#unlessFailed(async () => {
      if (this.#copy === undefined) return;
      await this.#send(this.#copy, this.#messages.take());
      await this.#sent;
      await this.#copy.end();
    });
    return this.#failure;
  }

  /** One buffer is on its way while another is being filled. */
  async #send(copy: CopyIn, messages: Uint8Array): Promise<void> {
    await this.#sent;
    this.#sent = copy.write(messages);
    this.#sent.catch(() => undefined);
  }

  async #unlessFailed(work: () => Promise<void>): Promise<void> {
    if (this.#failure) return;
    try {
      await work();
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }
}

/** The settings of pg_restore and of its session, for this transaction only. */
const SETTINGS: Readonly<Record<string, string>> = {
  ...PINNED_SETTINGS,
  search_path: '',
  row_security: 'off',
  xmloption: 'content',
  standard_conforming_strings: 'on',
  client_min_messages: 'warning',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
};

/** Only the rows of a table that was emptied in the same transaction can be frozen. */
function statementsFor({ schema, name, columns }: ArchivedTable, encoding: string): string {
  const table = `${quoted(schema)}.${quoted(name)}`;
  const list = columns.length === 0 ? '' : `(${columns.map(quoted).join(', ')}) `;
  return [
    'BEGIN',
    ...Object.entries(SETTINGS).map(([setting, value]) => `SET LOCAL ${setting} = '${value}'`),
    `TRUNCATE ONLY ${table}`,
    `COPY ${table} ${list}FROM STDIN (FORMAT text, FREEZE true, ENCODING '${encoding.replace(/\W/g, '')}')`,
    'COMMIT',
  ].join('; ');
}
