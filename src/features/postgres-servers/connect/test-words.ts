/** The result of a connection test, in words. */
import type { ConnectionFinding, ConnectionTest } from '#protocol/postgres.ts';
import type { StatusKind } from '#ui/text/StatusText.tsx';

/** As many names as one line holds. */
const NAMES_SHOWN = 5;

/** Such as `7: app, billing, crm, orders, reports and 2 more`. */
export function databasesText(databases: ConnectionTest['databases']): string {
  if (databases.length === 0) return 'None';
  const names = databases.slice(0, NAMES_SHOWN).map(({ name }) => name);
  const more = databases.length - names.length;
  return `${String(databases.length)}: ${names.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}

export const encryptionText = ({ isEncrypted, protocol }: ConnectionTest['tls']): string =>
  isEncrypted ? (protocol ?? 'Encrypted') : 'Not encrypted';

/** The whole of it in one line: errors prevent backups, the rest does not. */
export function verdictOf(findings: readonly ConnectionFinding[]): { kind: StatusKind; text: string } {
  if (findings.some(({ level }) => level === 'Error')) {
    return { kind: 'error', text: 'The server can be reached, but backups of it would not work yet.' };
  }
  return findings.some(({ level }) => level === 'Warning')
    ? { kind: 'warning', text: 'The connection works. Read the notes below.' }
    : { kind: 'success', text: 'The connection works, and every database can be backed up.' };
}
