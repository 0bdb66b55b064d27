/**
 * The form of a vault's soft delete (docs/reference/screens.md#vault-settings), what is wrong with it, and what it
 * sends.
 */
import type { Vault, VaultProperties } from '#protocol/data-protection.ts';
import { isImmutable, softDeleteLoss } from '#protocol/immutability.ts';

type SoftDeleteSettings = VaultProperties['securitySettings']['softDeleteSettings'];

export interface SoftDeleteChoice {
  isOn: boolean;
  /** As typed. */
  days: string;
  isAlwaysOn: boolean;
  /** The person confirms that always-on cannot be undone. */
  isConfirmed: boolean;
}

export type SoftDeleteField = 'days' | 'alwaysOn';

/** What the service allows (docs/reference/arm.md#4-vaults). */
export const SOFT_DELETE_DAYS = { min: 14, max: 180 } as const;

/** What a new vault has. */
export const softDeleteByDefault: SoftDeleteChoice = { isOn: true, days: '14', isAlwaysOn: false, isConfirmed: false };

/** The vault's present value. Always-on was confirmed when it was chosen. */
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

/** The part of its soft delete that an immutable vault must keep; undefined when there is none. */
export const heldSoftDelete = ({ properties }: Vault): SoftDeleteSettings | undefined => {
  const { softDeleteSettings } = properties.securitySettings;
  const off = { ...softDeleteSettings, state: 'Off' };
  return isImmutable({ properties }) && softDeleteLoss(softDeleteSettings, off) ? softDeleteSettings : undefined;
};

/** What is wrong, by field. `held`: the part that the vault must keep. */
export function softDeleteProblems(choice: SoftDeleteChoice, held?: SoftDeleteSettings) {
  const { isOn, days, isAlwaysOn, isConfirmed } = choice;
  const { min, max } = SOFT_DELETE_DAYS;
  const isInRange = /^\d+$/.test(days) && Number(days) >= min && Number(days) <= max;
  const problems: Partial<Record<SoftDeleteField, string>> = {};
  if (isOn && !isInRange) problems.days = `Enter a number between ${String(min)} and ${String(max)}.`;
  else if (held && softDeleteLoss(held, softDeleteSettingsOf(choice)) === 'days') {
    problems.days = `The vault is immutable: enter ${String(held.retentionDurationInDays)} days or more.`;
  }
  if (isAlwaysOn && !isConfirmed) problems.alwaysOn = 'Confirm that always-on soft delete cannot be turned off again.';
  return problems;
}

/** The request of a choice without problems. Days that have no effect are left as they were. */
export function softDeleteSettingsOf(choice: SoftDeleteChoice, daysBefore = 14): SoftDeleteSettings {
  if (!choice.isOn) return { state: 'Off', retentionDurationInDays: daysBefore };
  return { state: choice.isAlwaysOn ? 'AlwaysOn' : 'On', retentionDurationInDays: Number(choice.days) };
}
