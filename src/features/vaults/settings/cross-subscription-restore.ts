/** The form of cross subscription restore (docs/reference/screens.md#vault-settings). */
import type { VaultProperties } from '#protocol/data-protection.ts';

export const CROSS_SUBSCRIPTION_STATES = ['Enabled', 'Disabled', 'PermanentlyDisabled'] as const;
export type CrossSubscriptionState = (typeof CROSS_SUBSCRIPTION_STATES)[number];

export interface CrossSubscriptionChoice {
  state: CrossSubscriptionState;
  /** The person confirms that a permanent disable cannot be undone. */
  isConfirmed: boolean;
}

/** The options, in the portal's words. */
export const CROSS_SUBSCRIPTION_OPTIONS = [
  { value: 'Enabled', text: 'Enable' },
  { value: 'Disabled', text: 'Disable' },
  { value: 'PermanentlyDisabled', text: 'Permanently disable' },
] as const satisfies readonly { value: CrossSubscriptionState; text: string }[];

/** The vault's present value. A vault that does not say has it enabled, as new ones have. */
export function crossSubscriptionStateOf({ featureSettings }: VaultProperties): CrossSubscriptionState {
  const said = featureSettings.crossSubscriptionRestoreSettings?.state.toLowerCase();
  return CROSS_SUBSCRIPTION_STATES.find((state) => state.toLowerCase() === said) ?? 'Enabled';
}

export const crossSubscriptionProblem = ({ state, isConfirmed }: CrossSubscriptionChoice): string | undefined =>
  state === 'PermanentlyDisabled' && !isConfirmed
    ? 'Confirm that cross subscription restore cannot be enabled again.'
    : undefined;
