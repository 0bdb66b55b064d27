import { ArmError } from '#arm/error.ts';
import { fieldIds } from '#ui/form/field-problems.ts';
import { fieldAt, type ServerField } from './connection-form.ts';

export const elementIdOf = fieldIds<ServerField>('server');

/** Moves the focus to the field that the service refused, if it named one. */
export function focusRefused(error: Error): void {
  const field = error instanceof ArmError ? fieldAt(error.target) : undefined;
  if (field !== undefined) document.getElementById(elementIdOf(field))?.focus();
}
