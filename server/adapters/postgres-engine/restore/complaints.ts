/**
 * Reads pg_restore's standard error: the archive entry it was at, PostgreSQL's error and hint. The tool's own messages
 * are untranslated; the server's may be in any language.
 */

export interface Complaint {
  /** The dump id of the archive's entry; undefined when the tool was at none. */
  dumpId: number | undefined;
  /** As the tool names it, such as `INDEX n_f_idx postgres`. */
  entry: string;
  /** PostgreSQL's own words, without the severity. */
  error: string;
  hint: string | undefined;
}

export interface ComplaintReader {
  push: (text: string) => void;
  /** Everything that could not be created. Does not throw. */
  complaints(): Complaint[];
  /** Whether the tool finished, with or without complaints. */
  cameToEnd(): boolean;
}

/** A limit: a database may have a hundred thousand objects that all fail. */
const MAX_COMPLAINTS = 100_000;
const MAX_WORDS = 1000;
/** A longer line is not kept. */
const MAX_LINE = 64 * 1024;

/** The only message before it is connected. */
const CONNECTING = 'pg_restore: connecting to database';
/** Printed before the rows of a table, when the rows of the table before it are loaded. */
const AT_ROWS = /^pg_restore: processing data for table "(.*)"$/;
const FROM_ENTRY = /^pg_restore: from TOC entry (\d+); \d+ \d+ (.*)$/;
const FAILED =
  /^pg_restore: error: (?:could not execute query: |COPY failed for table ".*?": |error returned by .*?: )(.*)$/;
const SEVERITY = /^\S+:\s\s?/;
const COMMAND = 'Command was: ';
/** Settings of a newer pg_restore; an older server works without them. */
const SETTING = /^SET \w+ = /;
const HINT =
  /^(?:HINT|HINWEIS|ASTUCE|SUGERENCIA|PISTA|SUGGERIMENTO|WSKAZÓWKA|DICA|ПОДСКАЗКА|TIPS|ヒント|提示|힌트):\s*(.*)/;

export interface ComplaintListeners {
  /** Called with the table that is being filled, as the tool names it. */
  onRows?: ((table: string) => void) | undefined;
  /** Called whenever the output shows that the tool has its session. */
  onConnected?: (() => void) | undefined;
}

export function readComplaints({ onRows, onConnected }: ComplaintListeners = {}): ComplaintReader {
  const found: Complaint[] = [];
  let rest = '';
  let at: Pick<Complaint, 'dumpId' | 'entry'> = { dumpId: undefined, entry: '' };
  let current: Complaint | undefined;
  let isEnded = false;

  function take(line: string): void {
    if (line.startsWith('pg_restore: ')) {
      current = undefined;
      if (!line.startsWith(CONNECTING)) onConnected?.();
      const entry = FROM_ENTRY.exec(line);
      if (entry) at = { dumpId: Number(entry[1]), entry: entry[2] ?? '' };
      else if (line.startsWith('pg_restore: warning: errors ignored on restore: ')) isEnded = true;
      const table = AT_ROWS.exec(line)?.[1];
      if (table !== undefined) onRows?.(table);
      const failed = FAILED.exec(line);
      if (!failed || found.length >= MAX_COMPLAINTS) return;
      current = { ...at, error: wordsOf(failed[1] ?? ''), hint: undefined };
      found.push(current);
      return;
    }
    if (current === undefined) return;
    const hint = HINT.exec(line)?.[1];
    if (hint !== undefined) current.hint ??= hint.slice(0, MAX_WORDS);
    if (!line.startsWith(COMMAND)) return;
    if (current.dumpId === undefined && SETTING.test(line.slice(COMMAND.length))) found.pop();
    current = undefined;
  }

  return {
    push(text) {
      const lines = (rest + text).split('\n');
      rest = (lines.pop() ?? '').slice(0, MAX_LINE);
      for (const line of lines) take(line);
    },
    complaints: () => found,
    cameToEnd: () => isEnded,
  };
}

const wordsOf = (text: string): string => text.replace(SEVERITY, '').slice(0, MAX_WORDS);

/** Errors after which no other statement can succeed: they end the restore and are not counted. */
export const isFatal = ({ error }: Pick<Complaint, 'error'>): boolean =>
  /No space left on device|Disk quota exceeded|^server closed the connection unexpectedly|^no connection to the server|^connection .*lost|SSL connection has been closed/.test(
    error,
  );

/**
 * Only a superuser, or the owner of an object of an extension or of the server, may create it: a restore as superuser
 * succeeds.
 */
export const needsSuperuser = (error: string): boolean =>
  /must be superuser|must be a superuser|permission denied (?:to (?:create|set|alter|change)|for (?:language|foreign-data wrapper|function))|only superusers?|Only roles with|must be owner of/i.test(
    error,
  );
