/**
 * How the center names the protection of a resource (docs/reference/screens.md#protection-status), which several
 * solutions and vaults may share.
 */
import type { ProtectionState } from '#protocol/data-protection.ts';
import type { StatusKind } from '#ui/text/StatusText.tsx';

/** In the order of the list's cards. */
export const CENTRE_STATUSES = {
  Protected: 'success',
  'Pending protection': 'warning',
  'Protection paused': 'neutral',
  'Protection disabled': 'error',
} as const satisfies Record<string, StatusKind>;

export type CenterStatus = keyof typeof CENTRE_STATUSES | 'Not protected';

const STATUS_OF: Readonly<Record<string, CenterStatus>> = {
  protectionconfigured: 'Protected',
  updatingprotection: 'Protected',
  configuringprotection: 'Pending protection',
  configuringprotectionfailed: 'Pending protection',
  protectionerror: 'Pending protection',
  protectionstopped: 'Protection paused',
  backupssuspended: 'Protection paused',
  backupschedulessuspended: 'Protection paused',
  retentionschedulessuspended: 'Protection paused',
  softdeleting: 'Protection disabled',
  softdeleted: 'Protection disabled',
};

/** The name of a state here. A state that the service added later does not count as protecting. */
export const centerStatus = (state: ProtectionState): CenterStatus => STATUS_OF[state.toLowerCase()] ?? 'Not protected';

/** Disabled beats paused beats pending beats protected. */
const WORST_FIRST: readonly CenterStatus[] = [
  'Protection disabled',
  'Protection paused',
  'Pending protection',
  'Protected',
];

/** The name of several states together; **Not protected** when there is none. */
export function combinedStatus(states: readonly ProtectionState[]): CenterStatus {
  const statuses = states.map(centerStatus);
  return WORST_FIRST.find((status) => statuses.includes(status)) ?? 'Not protected';
}

/** Icon and words. */
export const statusView = (status: CenterStatus): { kind: StatusKind; text: string } => ({
  kind: status === 'Not protected' ? 'neutral' : CENTRE_STATUSES[status],
  text: status,
});

/** The only solution that protects anything here. */
export const SOLUTION = 'Azure Backup';

/** Why a resource cannot be protected by one more. */
export const NO_OTHER_SOLUTION = 'Azure Backup is the only solution that can protect this resource.';
