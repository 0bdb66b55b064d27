/**
 * Reads the messages of PostgreSQL's tools on standard error. Their own text is untranslated; the server's messages may
 * be in any language (`server-words.ts`).
 */
import { withoutSecrets } from './secrets.ts';

interface ToolMessage {
  severity: 'error' | 'warning' | 'info';
  /** The message with its detail and hint, without the name of the tool. */
  text: string;
}

/** How many characters of a tool's last messages are kept: enough for the reason and what led to it. */
const KEPT = 4000;

const OWN = /^\S*pg_(?:dump|dumpall|restore)(?:\.exe)?: /;
const SEVERITY = /^(error|fatal|warning|detail|hint): /;
/** A notice of the server, which the tools print unchanged: its severity is in the server's language. */
const NOTICE = /^\p{Lu}+: {2}/u;
const HARMLESS = /^(?:NOTICE|INFO|LOG|DEBUG): /;

/** The messages in the order in which they were written. A detail or a hint belongs to the message before it. */
function toolMessages(stderr: string): ToolMessage[] {
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
  if (text.startsWith('warning: ')) return 'warning';
  if (NOTICE.test(text)) return HARMLESS.test(text) ? 'info' : 'warning';
  // Tools before 14 name no severity; their own messages are about errors.
  return 'error';
}

/** The warnings of a tool that succeeded. */
export const toolWarnings = (stderr: string): string[] =>
  toolMessages(stderr)
    .filter(({ severity }) => severity === 'warning')
    .map(({ text }) => withoutSecrets(text.replace(NOTICE, '')));

/** The last messages of a tool, as they may be stored and shown. */
export const lastWords = (stderr: string): string => withoutSecrets(stderr.trim()).slice(-KEPT);
