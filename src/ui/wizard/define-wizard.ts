/**
 * A wizard as one declaration. Its tabs, addresses, titles, buttons, the result of its review and the links to each
 * step follow from it; `WizardFrame` shows it, `useWizardWalk` moves through it.
 */
import type { ComponentType, ReactNode } from 'react';
import type { FieldProblem } from '#ui/form/field-problems.ts';
import type { Schema } from './tab-form.ts';

/** The review adds a heading and a link to the step: both are for a `SummaryList`. */
export interface StepSummaryProps {
  heading: string;
  action: ReactNode;
}

interface Step<Form, Facts, Field extends string> {
  /** The title on its tab, above its summary, and in the list of what is missing. */
  title: string;
  /** The content of the step. All but the first are best loaded when they are shown. */
  Body: ComponentType;
  /** The problems that **Next** waits for, in the order of the fields; a step without it is always complete. */
  problems?: (form: Form, facts: Facts) => readonly FieldProblem<Field>[];
  /** The choices of the step, for the review; loaded with the review. */
  Summary?: ComponentType<StepSummaryProps> & { load?: () => Promise<unknown> };
  /** After sending, the summary shows the results. */
  showsOutcome?: true;
  /** The step has no choices, so the review has no link to it. */
  isSettled?: true;
}

interface Declaration<Slug extends string, Form, Facts, Field extends string> {
  title: string;
  /** By their names in the address, in order. The last one covers all of them. */
  steps: Readonly<Record<Slug, Step<Form, Facts, Field>>>;
  /** The id of the element that takes the focus when a field has a problem. */
  elementIdOf: (field: Field) => string;
}

export interface Wizard<Slug extends string, Form, Facts, Field extends string> {
  title: string;
  steps: readonly (Step<Form, Facts, Field> & { slug: Slug })[];
  elementIdOf: (field: Field) => string;
  bodyOf: (slug: Slug) => ComponentType;
  /** The step with that name, from an address or a stored form. */
  slugIn: (text: string | undefined) => Slug | undefined;
  /** Everything that prevents sending the form, step by step. */
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

/** What every form of a wizard stores about the progress. */
export interface Walked {
  /** The steps that were left or submitted once: their problems are shown. */
  checked: string[];
}

/** The wizard's stored form. It is invalid when it names a checked step that the wizard does not have. */
export const formOf = <Slug extends string, Form extends Walked>(
  { slugIn }: Pick<Wizard<Slug, never, never, never>, 'slugIn'>,
  schema: Schema<Form>,
): Schema<Form> => ({
  safeParse(stored) {
    const read = schema.safeParse(stored);
    return read.success && read.data.checked.every((step) => slugIn(step) !== undefined) ? read : { success: false };
  },
});

/** The form with these steps marked as checked; the same form when they already were. */
export const withChecked = <Form extends Walked>(form: Form, steps: readonly string[]): Form =>
  steps.every((step) => form.checked.includes(step))
    ? form
    : { ...form, checked: [...new Set([...form.checked, ...steps])] };
