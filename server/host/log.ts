/** One line for each thing the operator may want to know, on standard error: text, or JSON for what collects lines. */
import type { Log, LogLevel } from '#provider/ports.ts';
import { createSecretWords, HIDDEN, SECRET_NAME } from './secret-words.ts';

export interface LogOptions {
  format: 'text' | 'json';
  /** What is less is not written. */
  level: LogLevel;
  /** Texts that stand in no line, besides whatever looks like a secret. */
  secrets?: readonly string[];
  /** Takes a line with its end. */
  write?: (line: string) => void;
}

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warning: 2, error: 3 };

/** What the values of one line may come to. */
const MOST_CHARACTERS = 8_000;

export function createLog({
  format,
  level: least,
  secrets = [],
  write = (line) => process.stderr.write(line),
}: LogOptions): Log {
  const words = createSecretWords(secrets);
  // What is cut off anyway need not be looked at: texts of others may be long.
  const hide = (text: string): string => words(text.slice(0, 4 * MOST_CHARACTERS));
  const lineOf = format === 'json' ? jsonLine : textLine;
  return (event, details = {}, level = levelOf(details)) => {
    if (RANK[level] < RANK[least]) return;
    const shown = Object.entries(details).flatMap(([name, value]): [string, unknown][] =>
      value === undefined ? [] : [[name, SECRET_NAME.test(name) ? HIDDEN : shownValue(value, hide)]],
    );
    write(`${lineOf(new Date().toISOString(), level, hide(event), shown)}\n`);
  };
}

/** Whoever tells of an error warns, unless he says otherwise. */
const levelOf = (details: Record<string, unknown>): LogLevel => ('error' in details ? 'warning' : 'info');

/** A number or a truth value as it is; all else as text without secrets. An object stays one if it can. */
function shownValue(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'string') return cut(hide(value));
  if (value instanceof Error) return cut(hide(value.stack ?? String(value)));
  const text = jsonOf(value);
  return text.length > MOST_CHARACTERS ? hide(cut(text)) : hidden(JSON.parse(text), hide);
}

/** JSON, with each text in it hidden as such, and what goes by the name of a secret. */
function hidden(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (Array.isArray(value)) return value.map((one) => hidden(one, hide));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      hide(name),
      typeof one === 'string' && SECRET_NAME.test(name) ? HIDDEN : hidden(one, hide),
    ]),
  );
}

function jsonOf(value: unknown): string {
  try {
    // A function has no JSON, whatever the types say.
    const text: unknown = JSON.stringify(value);
    return typeof text === 'string' ? text : JSON.stringify(String(value));
  } catch {
    return JSON.stringify(String(value));
  }
}

const cut = (text: string): string =>
  text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}… (${String(text.length)} characters)` : text;

type Shown = readonly [string, unknown][];

/** `time`, `level` and `event` first, and never anything else of the same name. */
const jsonLine = (time: string, level: LogLevel, event: string, shown: Shown): string =>
  JSON.stringify({ ...{ time, level, event }, ...Object.fromEntries(shown), ...{ time, level, event } });

const textLine = (time: string, level: LogLevel, event: string, shown: Shown): string =>
  [
    time,
    ...(level === 'info' ? [] : [level.toUpperCase()]),
    event,
    ...shown.map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
  ].join(' ');
