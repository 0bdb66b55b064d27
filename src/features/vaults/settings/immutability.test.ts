import { expect, it } from 'vitest';
import { changeImmutability, immutabilityChoiceOf, immutabilityProblem, immutabilityStateOf } from './immutability.ts';

it.each(['Disabled', 'Unlocked', 'Locked'])('%s stays what it is when nothing is changed', (state) => {
  expect(immutabilityStateOf(immutabilityChoiceOf(state.toUpperCase()))).toBe(state);
  expect(immutabilityProblem(immutabilityChoiceOf(state))).toBeUndefined();
});

it('is locked only when that is confirmed', () => {
  const locked = changeImmutability(immutabilityChoiceOf('Unlocked'), { isLocked: true });
  expect(immutabilityProblem(locked)).toBe('Confirm that locked immutability cannot be turned off again.');
  expect(immutabilityProblem(changeImmutability(locked, { isConfirmed: true }))).toBeUndefined();
});

it('that is turned off is not locked', () => {
  const locked = { isOn: true, isLocked: true, isConfirmed: true };
  expect(changeImmutability(locked, { isOn: false })).toEqual({ isOn: false, isLocked: false, isConfirmed: false });
});
