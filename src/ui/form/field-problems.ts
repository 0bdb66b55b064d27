/** What is wrong with a form, field by field: one shape for marks at fields, for tabs, reviews and disabled buttons. */

export interface FieldProblem<Field extends string = string> {
  field: Field;
  /** What is wrong and what to do, in a sentence. */
  message: string;
}

/** The results of rules, in the order of the fields. A rule returns undefined when nothing is wrong. */
export const fieldProblems = <const Field extends string>(
  checked: readonly (readonly [Field, string | undefined])[],
): FieldProblem<Field>[] => checked.flatMap(([field, message]) => (message === undefined ? [] : [{ field, message }]));

/** What to show at a field: the first thing that is wrong with it. */
export const messageFor = (problems: readonly FieldProblem[], field: string): string | undefined =>
  problems.find((problem) => problem.field === field)?.message;

type IdOf<Field extends string> = (field: Field) => string;

/** Ids of the elements that take the focus when a field has a problem, all beginning with the form's name. */
export const fieldIds =
  <Field extends string>(form: string): IdOf<Field> =>
  (field) =>
    `${form}-${encodeURIComponent(field)}`;

/** Such as `2 problems to fix before you can continue.`, for a screen reader. */
export const problemCount = (count: number): string =>
  `${String(count)} problem${count === 1 ? '' : 's'} to fix before you can continue.`;
