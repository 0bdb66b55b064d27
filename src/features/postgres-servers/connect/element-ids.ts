import { ArmError } from '#arm/error.ts';
import { fieldAt, type ServerField } from './connection-form.ts';

/** The id of the element that takes the focus when a field has a problem. */
export const elementIdOf = (field: ServerField): string => `server-${field}`;

/** Puts the focus on the field that the service refused, if it named one. */
export function focusRefused(error: Error): void {
  const field = error instanceof ArmError ? fieldAt(error.target) : undefined;
  if (field !== undefined) document.getElementById(elementIdOf(field))?.focus();
}
