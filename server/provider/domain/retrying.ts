/** Which scheduled backups that failed are tried again, and when (decision 36). Pure. */
import { ErrorCode } from '#protocol/errors.ts';
import { MINUTE_MS } from '#protocol/time-units.ts';

/** After the first, second and third try; then every two hours. */
const WAITS_MS = [5, 15, 60].map((minutes) => minutes * MINUTE_MS);
const LATER_WAIT_MS = 120 * MINUTE_MS;
/** One that is to come later than that was noted before the clock was set back. */
export const LONGEST_WAIT_MS = LATER_WAIT_MS;

/**
 * What somebody has to change before another try can end otherwise: rights, settings, programs, what is in the server. All else
 * may have passed by then, also a cause that nobody knows.
 */
const NEEDS_SOMEBODY: ReadonlySet<string> = new Set([
  ErrorCode.authorizationFailed,
  ErrorCode.missingPermissions,
  ErrorCode.resourceNotFound,
  'BackupInstanceNotFound',
  'BackupTooLong',
  'JobCancelled',
  'RegionMismatch',
  'UserErrorBackupToolsNotFound',
  'UserErrorDatabaseConnectDenied',
  'UserErrorServerAccessNotAllowed',
  'UserErrorServerAccessUnreadable',
  'UserErrorServerAnswerTooLarge',
  'UserErrorServerClearPassword',
  'UserErrorServerClientCertificateRequired',
  'UserErrorServerDataDamaged',
  'UserErrorServerHostInvalid',
  'UserErrorServerLibraryMissing',
  'UserErrorServerLoginDisabled',
  'UserErrorServerNewerThanTools',
  'UserErrorServerNotPostgres',
  'UserErrorServerOwnerMissing',
  'UserErrorServerPermissionDenied',
  'UserErrorServerPoolerNotSupported',
  'UserErrorServerRowSecurity',
  'UserErrorServerSignInFailed',
  'UserErrorServerSignInMethodNotSupported',
  'UserErrorServerTlsFailed',
  'UserErrorServerTlsRequired',
  'UserErrorServerTlsUnavailable',
  'UserErrorServerValueTooLarge',
  'UserErrorVaultKeyMissing',
  'UserErrorVaultStorageQuotaReached',
]);

/** What ends the portal itself may be the backup: it is not tried for ever. */
const MAY_BE_ITS_OWN_DOING: ReadonlySet<string> = new Set(['BackupInterrupted', 'WorkEndedTheProcess']);
const MOST_ENDS = 3;

/** Whether what a run failed of may have been its own doing: the end of the portal. */
export const mayBeItsOwnDoing = (code: string): boolean => MAY_BE_ITS_OWN_DOING.has(code);

/** Whether what a run failed of may have passed when it is tried again; `ends` of its tries may have ended the portal, this one too. */
export const mayPass = (code: string, ends: number): boolean =>
  !NEEDS_SOMEBODY.has(code) && (ends < MOST_ENDS || !mayBeItsOwnDoing(code));

/**
 * When a run is tried again after so many tries. Undefined when the next run of the schedule comes no later: that one is the
 * next try.
 */
export function nextTry(tries: number, failedAt: Date, nextRun: Date | undefined): Date | undefined {
  const at = new Date(failedAt.getTime() + (WAITS_MS[tries - 1] ?? LATER_WAIT_MS));
  return nextRun !== undefined && at >= nextRun ? undefined : at;
}
