/** When an error of the state database means that nobody can use it now, and not that a statement was wrong. Pure. */
import { StoreUnavailable } from '#provider/ports.ts';
import { errorCode } from '../file-errors.ts';

/** Connections refused, cut or unavailable; a server that starts, stops, recovers or has no connection left. */
const AWAY: ReadonlySet<string> = new Set([
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EPIPE',
    'ENOENT',
  ],
  // The last: it was paused in the middle of a transaction, and the database waited for it no longer.
  ...['57P01', '57P02', '57P03', '57P04', '53300', '25006', '25P03'],
]);
const FULL: ReadonlySet<string> = new Set(['53100', 'ENOSPC', 'EDQUOT']);
/** Serialization failure and deadlock: PostgreSQL's own advice for both is to run the transaction again. */
const OVERTAKEN: ReadonlySet<string> = new Set(['40001', '40P01']);

export const isOvertaken = (error: unknown): boolean => OVERTAKEN.has(errorCode(error) ?? '');

/** The driver has no code for these. */
const AWAY_TEXT =
  /^(?:Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout)/;

/** The same error, or the one that says that the state is away, full or busy. */
export function stateFault(error: unknown): unknown {
  const code = errorCode(error) ?? '';
  if (FULL.has(code)) {
    return new StoreUnavailable('full', 'The disk of the state database is full.', { cause: error });
  }
  if (isOvertaken(error)) {
    return new StoreUnavailable('busy', 'Too many changes were made at once.', { cause: error });
  }
  const isAway = AWAY.has(code) || code.startsWith('08') || (error instanceof Error && AWAY_TEXT.test(error.message));
  return isAway ? new StoreUnavailable('away', 'The state database does not respond.', { cause: error }) : error;
}
