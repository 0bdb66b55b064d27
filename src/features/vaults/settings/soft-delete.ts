/**
 * Soft delete of a vault as one chooses it (docs/reference/screens.md#vault-settings), what is wrong with a choice, and
 * what it sends.
 */
import type { VaultProperties } from '#protocol/data-protection.ts';

type SoftDeleteSettings = VaultProperties['securitySettings']['softDeleteSettings'];

export interface SoftDeleteChoice {
  isOn: boolean;
  /** As typed. */
  days: string;
  isAlwaysOn: boolean;
  /** The person understands that always-on cannot be undone. */
  isConfirmed: boolean;
}

export type SoftDeleteField = 'days' | 'alwaysOn';

/** What the service allows (docs/reference/arm.md#4-vaults). */
export const SOFT_DELETE_DAYS = { min: 14, max: 180 } as const;

/** What a new vault has. */
export const softDeleteByDefault: SoftDeleteChoice = { isOn: true, days: '14', isAlwaysOn: false, isConfirmed: false };

/** What a vault has now. Always-on was confirmed when it was chosen. */
export function softDeleteChoiceOf({ state, retentionDurationInDays }: SoftDeleteSettings): SoftDeleteChoice {
  const isAlwaysOn = isAlways(state);
  return {
    isOn: state.toLowerCase() !== 'off',
    days: String(Math.round(retentionDurationInDays)),
    isAlwaysOn,
    isConfirmed: isAlwaysOn,
  };
}

export const isAlways = (state: string): boolean => state.toLowerCase() === 'alwayson';

/** The choice after one part of it changed: without soft delete it is not always on, and what is new is unconfirmed. */
export function changeSoftDelete(choice: SoftDeleteChoice, part: Partial<SoftDeleteChoice>): SoftDeleteChoice {
  const next = { ...choice, ...part };
  const isAlwaysOn = next.isOn && next.isAlwaysOn;
  return { ...next, isAlwaysOn, isConfirmed: isAlwaysOn && next.isConfirmed };
}

/** What is wrong, by field. */
export function softDeleteProblems({ isOn, days, isAlwaysOn, isConfirmed }: SoftDeleteChoice) {
  const { min, max } = SOFT_DELETE_DAYS;
  const isInRange = /^\d+$/.test(days) && Number(days) >= min && Number(days) <= max;
  const problems: Partial<Record<SoftDeleteField, string>> = {};
  if (isOn && !isInRange) problems.days = `Enter a number between ${String(min)} and ${String(max)}.`;
  if (isAlwaysOn && !isConfirmed) problems.alwaysOn = 'Confirm that always-on soft delete cannot be turned off again.';
  return problems;
}

/** What a choice without problems sends. Days that do not count are left as they were. */
export function softDeleteSettingsOf(choice: SoftDeleteChoice, daysBefore = 14): SoftDeleteSettings {
  if (!choice.isOn) return { state: 'Off', retentionDurationInDays: daysBefore };
  return { state: choice.isAlwaysOn ? 'AlwaysOn' : 'On', retentionDurationInDays: Number(choice.days) };
}
