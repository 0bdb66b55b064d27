/** What the pane **Fix protection error** says and offers, as one value computed from the known facts. */
import type { RepairPhase, RepairVerdict } from '#resources/protection-repair.ts';
import type { StatusKind } from '#ui/text/StatusText.tsx';
import { PROTECTION_STATUSES } from '#ui/text/protection-status.ts';

export interface FixFacts {
  isInError: boolean;
  /** The phase of the running repair. */
  phase: RepairPhase | undefined;
  verdict: RepairVerdict | undefined;
  hasCheckFailed: boolean;
  /** Whether it failed because the person may not even check. */
  isForbidden: boolean;
  /** Whether a check is running; false for automatic repeats. */
  isChecking: boolean;
}

/** What the person can do next. */
export type NextStep = 'assign' | 'download' | 'fix' | 'none';

interface FixView {
  kind: StatusKind;
  text: string;
  detail: string;
  next: NextStep;
}

export function fixView(facts: FixFacts): FixView {
  const { isInError, phase, verdict, hasCheckFailed, isForbidden, isChecking } = facts;
  if (phase) return { ...phaseView(phase), next: 'none' };
  if (!isInError) {
    return {
      ...PROTECTION_STATUSES.ProtectionConfigured,
      detail: 'There is no protection error. Backups follow the schedule of the policy.',
      next: 'none',
    };
  }
  if (isChecking) {
    const isFirst = verdict === undefined && !hasCheckFailed;
    return {
      kind: 'running',
      text: isFirst ? 'Validating…' : 'Revalidating…',
      detail: 'The service checks whether the vault may back up this server.',
      next: 'none',
    };
  }
  if (hasCheckFailed || verdict === undefined) {
    return {
      kind: 'error',
      text: 'Validation failed',
      detail: isForbidden
        ? "You don't have permission to fix this backup instance. Ask an administrator for a role that has the permission named below, such as Backup Contributor on the vault, and then select Revalidate."
        : 'The cause is still there. Do what is described below, and then select Revalidate.',
      next: 'none',
    };
  }
  return verdictView(verdict);
}

function verdictView(verdict: RepairVerdict): FixView {
  switch (verdict.kind) {
    case 'ready':
      return {
        kind: 'success',
        text: 'Success',
        detail: 'Nothing prevents protection any more. Select Fix protection error to configure the protection again.',
        next: 'fix',
      };
    case 'propagating':
      return {
        kind: 'running',
        text: 'Waiting for role propagation…',
        detail:
          'Roles assigned. Waiting for them to take effect… Select Fix protection error to configure the protection as soon as they do.',
        next: 'fix',
      };
    case 'missingRoles':
      return verdict.mayAssign
        ? {
            kind: 'error',
            text: 'Role assignment not done',
            detail:
              "The vault's managed identity doesn't have the roles it needs on this server. You can assign them. The protection is configured again as soon as they take effect.",
            next: 'assign',
          }
        : {
            kind: 'error',
            text: 'User cannot assign roles',
            detail:
              "The vault's managed identity doesn't have the roles it needs, and you don't have permission to assign roles on this server. Download the role assignment template, ask an administrator to deploy it, and then select Revalidate.",
            next: 'download',
          };
  }
}

function phaseView(phase: RepairPhase): Omit<FixView, 'next'> {
  const goesOn = 'You can close this pane; it continues, and a notification shows the result.';
  switch (phase.step) {
    case 'assigning':
      return { kind: 'running', text: `Assigning roles (${phase.done} of ${phase.total})…`, detail: goesOn };
    case 'validating':
      return { kind: 'running', text: 'Validating…', detail: goesOn };
    case 'propagating':
      return {
        kind: 'running',
        text: 'Waiting for role propagation…',
        detail: `Roles assigned. Waiting for them to take effect; usually under 2 minutes, can take up to 30. ${goesOn}`,
      };
    case 'configuring':
      return { kind: 'running', text: 'Configuring protection…', detail: goesOn };
  }
}
