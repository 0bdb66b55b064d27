/**
 * A wizard as one declaration. Its tabs, addresses, titles, buttons, the verdict of its review and the way back to each
 * step follow from it; `WizardFrame` shows it, `useWizardWalk` goes through it.
 */
import type { ComponentType, ReactNode } from 'react';
import type { FieldProblem } from '#ui/form/field-problems.ts';
import type { Schema } from './tab-form.ts';

/** What the review shows of a step gets its heading and the way back to it: both are for a `SummaryList`. */
export interface StepSummaryProps {
  heading: string;
  action: ReactNode;
}

interface Step<Form, Facts, Field extends string> {
  /** On its tab, over what the review shows of it, and at what is missing in it. */
  title: string;
  /** What the step shows. All but the first are best loaded when they are shown. */
  Body: ComponentType;
  /** What **Next** waits for, in the order of the fields; a step without it is always complete. */
  problems?: (form: Form, facts: Facts) => readonly FieldProblem<Field>[];
  /** What was chosen in it, for the review, with which it is loaded. */
  Summary?: ComponentType<StepSummaryProps> & { load?: () => Promise<unknown> };
  /** Once it is sent, the summary says what becomes of it. */
  showsOutcome?: true;
  /** Nothing can be chosen in it, so that the review has no way back to it. */
  isSettled?: true;
}

interface Declaration<Slug extends string, Form, Facts, Field extends string> {
  title: string;
  /** By their names in the address, in the order in which they are walked. The last one looks at all of them. */
  steps: Readonly<Record<Slug, Step<Form, Facts, Field>>>;
  /** The id of the element that takes the focus when a field has a problem. */
  elementIdOf: (field: Field) => string;
}

export interface Wizard<Slug extends string, Form, Facts, Field extends string> {
  title: string;
  steps: readonly (Step<Form, Facts, Field> & { slug: Slug })[];
  elementIdOf: (field: Field) => string;
  bodyOf: (slug: Slug) => ComponentType;
  /** The step that a text in an address or in a kept form names. */
  slugIn: (text: string | undefined) => Slug | undefined;
  /** Everything that keeps the form from being sent, step by step. */
  problems: (form: Form, facts: Facts) => StepProblem<Slug, Field>[];
}

/** The steps that a wizard declares: `SlugOf<typeof createVaultWizard>`. */
export type SlugOf<W extends { slugIn: (text: string) => unknown }> = Exclude<ReturnType<W['slugIn']>, undefined> &
  string;

export interface StepProblem<Slug extends string = string, Field extends string = string> extends FieldProblem<Field> {
  step: Slug;
}

export function defineWizard<Slug extends string, Form, Facts, Field extends string>({
  title,
  steps: declared,
  elementIdOf,
}: Declaration<Slug, Form, Facts, Field>): Wizard<Slug, Form, Facts, Field> {
  const slugs = Object.keys(declared) as Slug[];
  const steps = slugs.map((slug) => ({ slug, ...declared[slug] }));
  return {
    title,
    steps,
    elementIdOf,
    bodyOf: (slug) => declared[slug].Body,
    slugIn: (text) => slugs.find((slug) => slug === text),
    problems: (form, facts) =>
      steps.flatMap(({ slug, problems }) =>
        (problems?.(form, facts) ?? []).map((problem) => ({ step: slug, ...problem })),
      ),
  };
}

/** What every form of a wizard keeps of the walk. */
export interface Walked {
  /** The steps that were left or submitted once: their problems are shown. */
  checked: string[];
}

/** What a tab kept as a form of the wizard. One that was checked at a step which the wizard does not have is none. */
export const formOf = <Slug extends string, Form extends Walked>(
  { slugIn }: Pick<Wizard<Slug, never, never, never>, 'slugIn'>,
  schema: Schema<Form>,
): Schema<Form> => ({
  safeParse(stored) {
    const read = schema.safeParse(stored);
    return read.success && read.data.checked.every((step) => slugIn(step) !== undefined) ? read : { success: false };
  },
});

/** The form with these steps checked too; the same form when they were. */
export const withChecked = <Form extends Walked>(form: Form, steps: readonly string[]): Form =>
  steps.every((step) => form.checked.includes(step))
    ? form
    : { ...form, checked: [...new Set([...form.checked, ...steps])] };
