/** What a readiness state is called, and what it means. Pure, so that grid, panes and review say the same. */
import type { Problem } from '#ui/problem-of.ts';
import type { StatusKind } from '#ui/StatusText.tsx';
import type { Readiness } from './verdict.ts';

export interface ReadinessWords {
  kind: StatusKind;
  /** The words in the row. */
  text: string;
  /** What it means and what to do, for the details. */
  detail: string;
}

/** `progress` of the role assignments under way, when there are any. */
export function readinessWords(readiness: Readiness, progress?: { done: number; total: number }): ReadinessWords {
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
          "The vault's managed identity doesn't have the roles it needs, and you don't have permission to assign roles on this server. Ask an administrator to assign the roles below, and then select Revalidate.",
      };
    case 'assigning': {
      const count = progress ? ` (${progress.done} of ${progress.total})` : '';
      return { kind: 'running', text: `Assigning roles${count}…`, detail: 'The missing roles are being assigned.' };
    }
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
          'Still waiting for the role assignments. This can take up to 30 minutes. Select Revalidate to check again.',
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
        text: `Validation failed: ${readiness.refusal.message}`,
        detail: readiness.refusal.message,
      };
  }
}

/** What the service said, if it said no. */
export const refusalOf = (readiness: Readiness): Problem | undefined =>
  'refusal' in readiness ? readiness.refusal : undefined;
