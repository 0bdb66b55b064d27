/**
 * What PostgreSQL's tools write on standard error, taken apart: their own messages, the server's error inside them, the
 * object that it is about. The tools run with untranslated messages; what the server says may be in any language.
 */
import type { FaultDetails } from '#provider/ports.ts';

export interface ToolMessage {
  severity: 'error' | 'warning' | 'info';
  /** The message with its detail and hint, without the name of the tool. */
  text: string;
}

/** Kept of a tool's last words, in characters: enough for the reason and what led to it. */
const KEPT = 4000;

const OWN = /^\S*pg_(?:dump|dumpall|restore)(?:\.exe)?: /;
const SEVERITY = /^(error|fatal|warning|detail|hint): /;
/** What the server sends beside the answer, which the tools print as it comes. */
const NOTICE = /^(WARNING|NOTICE|INFO|LOG): {2}/;

/** The messages in the order in which they were written. A detail or a hint belongs to the message before it. */
export function toolMessages(stderr: string): ToolMessage[] {
  const messages: ToolMessage[] = [];
  for (const line of stderr.split('\n')) {
    const text = line.replace(OWN, '').trimEnd();
    if (text === '') continue;
    const begins = (OWN.test(line) && !/^(?:detail|hint): /.test(text)) || NOTICE.test(line);
    const last = messages.at(-1);
    if (begins || last === undefined) messages.push({ severity: severityOf(text), text: text.replace(SEVERITY, '') });
    else last.text += `\n${text}`;
  }
  return messages;
}

function severityOf(text: string): ToolMessage['severity'] {
  if (/^(?:error|fatal): /.test(text)) return 'error';
  if (text.startsWith('warning: ') || /^WARNING: {2}/.test(text)) return 'warning';
  // Tools before 14 name no severity; what they say of their own accord is about something that went wrong.
  return NOTICE.test(text) ? 'info' : 'error';
}

/** What was left out or looked odd to a tool that ended well. */
export const toolWarnings = (stderr: string): string[] =>
  toolMessages(stderr)
    .filter(({ severity }) => severity === 'warning')
    .map(({ text }) => text.replace(NOTICE, ''));

/** What a failed tool tells of the failure, without passwords. */
export function toolDetails(stderr: string): FaultDetails {
  const text = withoutSecrets(stderr);
  const serverError = /(?:ERROR|FATAL|PANIC): {2}(.+)/.exec(text)?.[1];
  const serverHint = /^(?:\S+: hint: )?HINT: {2}(.+)/m.exec(text)?.[1];
  const object = objectIn(text);
  const toolOutput = text.trim().slice(-KEPT);
  return {
    ...(object !== undefined && { object }),
    ...(serverError !== undefined && { serverError }),
    ...(serverHint !== undefined && { serverHint }),
    ...(toolOutput !== '' && { toolOutput }),
  };
}

const NAME = String.raw`(?:"(?:[^"]|"")+"|[^\s".;(,]+)`;
const QUALIFIED = String.raw`${NAME}(?:\.${NAME})?`;

/** First match wins: the command names schema and table, the server's error the table alone. */
const OBJECTS: readonly (readonly [RegExp, string])[] = [
  [new RegExp(String.raw`was: COPY (${QUALIFIED})`), 'table'],
  // Many tables are locked at once; only the lock of a single one tells which it was.
  [new RegExp(String.raw`was: LOCK TABLE (?:ONLY )?(${QUALIFIED}) IN `), 'table'],
  [/permission denied for ((?:large object|foreign server|table|schema|sequence|function|view|type) .+)/, ''],
  [/relation "(.+?)"/, 'table'],
  [/contents of table "(.+?)" failed/, 'table'],
];

function objectIn(text: string): string | undefined {
  for (const [pattern, kind] of OBJECTS) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return `${kind} ${found}`.trim();
  }
  return undefined;
}

/** Passwords stand in connection strings, in statements about roles and in user mappings. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(/\b(PASSWORD\s+)E?'(?:[^']|'')*'/gi, "$1'…'")
    .replace(/\b(password\s*=\s*)(?:'(?:[^'\\]|\\.)*'|[^\s'"]+)/gi, '$1…')
    .replace(/\b(postgres(?:ql)?:\/\/[^\s:@/]+):[^\s@]+@/gi, '$1:…@')
    .replace(/SCRAM-SHA-256\$[^\s'"]+|\bmd5[0-9a-f]{32}\b/g, '…');
