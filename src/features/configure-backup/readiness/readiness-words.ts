/** The name and meaning of each readiness state. Pure, so that grid, panes and review say the same. */
import { ErrorCode } from '#protocol/errors.ts';
import type { Problem } from '#ui/state/problem-of.ts';
import type { StatusKind } from '#ui/text/StatusText.tsx';
import type { Readiness } from './verdict.ts';

export interface ReadinessWords {
  kind: StatusKind;
  /** The words in the row. */
  text: string;
  /** The meaning and what to do, for the details. */
  detail: string;
}

export function readinessWords(readiness: Readiness): ReadinessWords {
  switch (readiness.state) {
    case 'waiting':
      return {
        kind: 'neutral',
        text: 'Not checked yet',
        detail: 'Readiness is checked against the vault and the policy.',
      };
    case 'validating':
      return {
        kind: 'running',
        text: 'Validating…',
        detail: 'The service checks whether the vault may back up this server.',
      };
    case 'revalidating':
      return { kind: 'running', text: 'Revalidating…', detail: 'The service checks again.' };
    case 'success':
      return { kind: 'success', text: 'Success', detail: 'The server is ready for backup.' };
    case 'roleAssignmentNotDone':
      return {
        kind: 'error',
        text: 'Role assignment not done',
        detail:
          "The vault's managed identity doesn't have the roles it needs on this server. You can assign them. Select the server and choose Assign missing roles.",
      };
    case 'userCannotAssignRoles':
      return {
        kind: 'error',
        text: 'User cannot assign roles',
        detail:
          "The vault's managed identity doesn't have the roles it needs, and you don't have permission to assign roles on this server. Download the role assignment template, ask an administrator to deploy it, and then select Revalidate.",
      };
    case 'assigning':
      return {
        kind: 'running',
        text: `Assigning roles (${readiness.done} of ${readiness.total})…`,
        detail: 'The missing roles are being assigned.',
      };
    case 'propagating':
      return {
        kind: 'running',
        text: 'Waiting for role propagation…',
        detail:
          'Roles assigned. Waiting for them to take effect… The check is repeated by itself; you can go on working.',
      };
    case 'slow':
      return {
        kind: 'warning',
        text: 'Taking longer than expected',
        detail:
          'Still waiting for the role assignments. This can take up to 30 minutes. The check is repeated every minute; select Revalidate to check again now.',
      };
    case 'timedOut':
      return {
        kind: 'error',
        text: 'Validation timed out',
        detail: "Validation didn't finish in time. Select Revalidate to try again.",
      };
    case 'failed':
      return {
        kind: 'error',
        text: `Validation failed: ${shortReason(readiness.refusal)}`,
        detail: "This server can't be backed up as it is. The reason, and what to do about it, are below.",
      };
  }
}

function shortReason({ code, message }: Problem): string {
  // The service's own sentence begins with the person's identity, and a row has no room for its end.
  if (code === ErrorCode.authorizationFailed) return "You don't have permission to check this server with this vault.";
  return withShortIds(message);
}

/** A message that fits a row: names instead of whole resource ids, which the details have. */
const withShortIds = (message: string): string =>
  message.replace(/\/subscriptions\/[^\s'"]*\/([^\s'"/]+?)(?=[.,;:]?(?:[\s'"]|$))/gi, '$1');

/** The service's message, if it refused. */
export const refusalOf = (readiness: Readiness): Problem | undefined =>
  'refusal' in readiness ? readiness.refusal : undefined;

/** How long a row has waited for its roles to take effect: `45 s`, `1 min 20 s`, `1 h 5 min`. */
export function waitedText(sinceMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - sinceMs) / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** What a person can do about a refusal that does not say so itself. */
export function adviceFor({ code, recommendedAction }: Problem): readonly string[] {
  const own = ADVICE[code ?? ''];
  if (own !== undefined) return [own];
  return recommendedAction.length > 0 ? recommendedAction : ['Fix the cause named above, and then select Revalidate.'];
}

const ADVICE: Record<string, string | undefined> = {
  [ErrorCode.alreadyProtected]:
    'Remove the server from the list. To protect it with this vault, stop its backup in the other vault and delete its backup data first.',
  [ErrorCode.serverNotReady]: 'Start the server, wait until its state is Ready, and then select Revalidate.',
  [ErrorCode.tooManyRequests]: 'The service is busy. Wait a minute, and then select Revalidate.',
  [ErrorCode.authorizationFailed]:
    'Ask an administrator for the right that the message names, such as the role Backup Contributor on the vault, and then select Revalidate.',
};
