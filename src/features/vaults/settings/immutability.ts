/**
 * The form of a vault's immutability: first it is enabled, then it can be locked
 * (docs/reference/screens.md#vault-settings).
 */

export interface ImmutabilityChoice {
  isOn: boolean;
  isLocked: boolean;
  /** The person confirms that a lock cannot be undone. */
  isConfirmed: boolean;
}

/** The vault's present value. A lock was confirmed when it was set. */
export function immutabilityChoiceOf(state: string): ImmutabilityChoice {
  const isLocked = state.toLowerCase() === 'locked';
  return { isOn: state.toLowerCase() !== 'disabled', isLocked, isConfirmed: isLocked };
}

/** The choice after one part of it changed: what is off is not locked, and what is new is unconfirmed. */
export function changeImmutability(choice: ImmutabilityChoice, part: Partial<ImmutabilityChoice>): ImmutabilityChoice {
  const next = { ...choice, ...part };
  const isLocked = next.isOn && next.isLocked;
  return { ...next, isLocked, isConfirmed: isLocked && next.isConfirmed };
}

export const immutabilityProblem = ({ isLocked, isConfirmed }: ImmutabilityChoice): string | undefined =>
  isLocked && !isConfirmed ? 'Confirm that locked immutability cannot be turned off again.' : undefined;

export const immutabilityStateOf = ({ isOn, isLocked }: ImmutabilityChoice): 'Disabled' | 'Unlocked' | 'Locked' =>
  isLocked ? 'Locked' : isOn ? 'Unlocked' : 'Disabled';
