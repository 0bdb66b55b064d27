/**
 * What PostgreSQL's tools write on standard error, message by message. Their own words are untranslated; what the server
 * says through them may be in any language (`server-words.ts`).
 */
import { withoutSecrets } from './secrets.ts';

interface ToolMessage {
  severity: 'error' | 'warning' | 'info';
  /** The message with its detail and hint, without the name of the tool. */
  text: string;
}

/** Kept of a tool's last words, in characters: enough for the reason and what led to it. */
const KEPT = 4000;

const OWN = /^\S*pg_(?:dump|dumpall|restore)(?:\.exe)?: /;
const SEVERITY = /^(error|fatal|warning|detail|hint): /;
/** What the server sends beside the answer, which the tools print as it comes: its severity in the server's language. */
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
  // Tools before 14 name no severity; what they say of their own accord is about something that went wrong.
  return 'error';
}

/** What was left out or looked odd to a tool that ended well. */
export const toolWarnings = (stderr: string): string[] =>
  toolMessages(stderr)
    .filter(({ severity }) => severity === 'warning')
    .map(({ text }) => withoutSecrets(text.replace(NOTICE, '')));

/** The last of what a tool said, as it may be kept and shown. */
export const lastWords = (stderr: string): string => withoutSecrets(stderr.trim()).slice(-KEPT);
