/** Reads PostgreSQL's message from an error of the driver, and from a tool's standard error. */
import type { FaultDetails } from '#provider/ports.ts';
import { withoutSecrets } from './secrets.ts';

export interface ServerWords {
  /** Messages, details and hints, each from its beginning, for finding the cause. */
  texts: string[];
  /** PostgreSQL's message; undefined when the driver or the tool wrote it. */
  serverError?: string | undefined;
  serverHint?: string | undefined;
  /** Such as `table public.orders`. */
  object?: string | undefined;
  /** The function of PostgreSQL's source that raised the error. */
  routine?: string | undefined;
  /** The statement that the tool sent. */
  statement?: string | undefined;
}

/**
 * The limit for each text: more than PostgreSQL writes. A foreign server may send megabytes, which would be stored and
 * shown.
 */
const MOST_LETTERS = 4_000;

/** An error of the driver: with `severity` when the server sent it. */
export function wordsOfError(error: unknown): ServerWords {
  if (!(error instanceof Error)) return { texts: [String(error)] };
  const said = error as Error & Record<string, unknown>;
  const word = (name: string): string | undefined => {
    const text = said[name];
    return typeof text === 'string' ? text.slice(0, MOST_LETTERS) : undefined;
  };
  const [message, detail, hint, schema, table] = ['message', 'detail', 'hint', 'schema', 'table'].map(word);
  const texts = [message, detail, hint].filter((text) => text !== undefined);
  if (word('severity') === undefined) return { texts };
  return {
    texts,
    serverError: message,
    serverHint: hint,
    routine: word('routine'),
    object: schema !== undefined && table !== undefined ? `table ${schema}.${table}` : objectIn(message),
  };
}

const NAME = String.raw`(?:"(?:[^"]|"")+"|[\p{L}\p{N}_$]+)`;
/** `ERROR: …` in the language of the server, after the tool's own English text (`LC_ALL=C`). */
const MESSAGE = /: \p{L}+: {2}(.+)$/mu;
const DETAIL = /^(?:\w+: detail: )?DETAIL: {2}(.+)$/m;
const HINT = /^(?:\w+: detail: )?HINT: {2}(.+)$/m;
/** 13 writes the first and the second as errors of their own. */
const STATEMENT = /(?:Query was|query was|Command was|command was): ((?:LOCK TABLE|COPY|SELECT|DECLARE)\b.*)$/m;
const TABLE_OF_STATEMENT = new RegExp(String.raw`^(?:COPY|LOCK TABLE(?: ONLY)?) (${NAME}\.${NAME})`, 'u');
/** After a comma: the statement is about several tables. */
const ANOTHER_TABLE = new RegExp(String.raw`^\s*${NAME}\.`, 'u');
const DUMPED_TABLE = /Dumping the contents of table "(.+)" failed/;
const NAMED = new RegExp(
  String.raw`^permission denied for (table|sequence|schema|database|large object|view|function|type) (.+)$|^query would be affected by row-level security policy for (table) (.+)$`,
);

export function wordsOfTool(stderr: string): ServerWords {
  const serverError = MESSAGE.exec(stderr)?.[1];
  const serverHint = HINT.exec(stderr)?.[1];
  const statement = STATEMENT.exec(stderr)?.[1];
  const fromServer = [serverError, DETAIL.exec(stderr)?.[1], serverHint].filter((text) => text !== undefined);
  const table = tableOf(statement ?? '') ?? DUMPED_TABLE.exec(stderr)?.[1];
  return {
    // The statement is not part of the error message: a table may have any name.
    texts: fromServer.length > 0 ? fromServer : ownWords(stderr),
    serverError,
    serverHint,
    statement,
    object: table === undefined ? objectIn(serverError) : `table ${table}`,
  };
}

/** The one table that a statement is about. */
function tableOf(statement: string): string | undefined {
  const [, ...others] = statement.split(',');
  return others.some((text) => ANOTHER_TABLE.test(text)) ? undefined : TABLE_OF_STATEMENT.exec(statement)?.[1];
}

/** Line by line, without the name of the tool and of the server before it. */
const ownWords = (stderr: string): string[] => [
  ...stderr
    .split('\n')
    .filter((line) => !/(?:query|command) was: /i.test(line))
    .map((line) => line.replace(/^\w+: (?:error|detail|fatal|hint): /, '').replace(/^.*? failed: /, '')),
];

function objectIn(message: string | undefined): string | undefined {
  const [, kind, name, otherKind, otherName] = NAMED.exec(message ?? '') ?? [];
  if (kind !== undefined) return `${kind} ${unquoted(name)}`;
  return otherKind === undefined ? undefined : `${otherKind} ${unquoted(otherName)}`;
}

const unquoted = (name = ''): string => name.replace(/^"(.*)"$/, '$1');

/** The details that may be stored and shown. */
export function detailsOf({ serverError, serverHint, object }: ServerWords): FaultDetails {
  return {
    ...(object !== undefined && { object: withoutSecrets(object) }),
    ...(serverError !== undefined && { serverError: withoutSecrets(serverError) }),
    ...(serverHint !== undefined && { serverHint: withoutSecrets(serverHint) }),
  };
}
