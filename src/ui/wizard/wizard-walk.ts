/** Moving through a wizard: the step is in the address, Next waits for its problems, and the tabs show the progress. */
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { messageFor, problemCount } from '#ui/form/field-problems.ts';
import type { StepProblem, Wizard } from './define-wizard.ts';
import type { WizardTab } from './WizardTabs.tsx';

/** A problem, and where to solve it. */
export interface PlacedProblem<Slug extends string = string, Field extends string = string> extends StepProblem<
  Slug,
  Field
> {
  /** The title of its step. */
  title: string;
  /** The address of its step. */
  to: string;
}

interface WalkOptions<Slug extends string, Form, Facts> {
  /** The step in the address. */
  step: Slug;
  form: Form;
  facts: Facts;
  /** The steps whose problems are shown: they were left, or the person pressed Next. */
  checked: readonly string[];
  onChecked: (steps: readonly Slug[]) => void;
  addressOf: (slug: Slug) => string;
}

/** The state and actions of a wizard's steps, for `WizardFrame` and its content. */
export function useWizardWalk<Slug extends string, Form, Facts, Field extends string>(
  wizard: Wizard<Slug, Form, Facts, Field>,
  { step, form, facts, checked, onChecked, addressOf }: WalkOptions<Slug, Form, Facts>,
) {
  const { steps, elementIdOf } = wizard;
  const navigate = useNavigate();
  const focus = useProblemFocus(step, elementIdOf);
  const at = steps.findIndex(({ slug }) => slug === step);
  const previous = steps[at - 1];
  const following = steps[at + 1];
  const last = steps.at(-1)?.slug;
  const titleOf = (slug: Slug) => steps.find((each) => each.slug === slug)?.title ?? '';
  // A form may be large, so its problems are not computed again for each step.
  const found = useMemo(() => wizard.problems(form, facts), [wizard, form, facts]);
  const problems = found.map((problem): PlacedProblem<Slug, Field> => ({
    ...problem,
    title: titleOf(problem.step),
    to: addressOf(problem.step),
  }));
  const problemsIn = (slug: Slug) => problems.filter((problem) => problem.step === slug);
  const isChecked = (slug: Slug) => checked.includes(slug);

  const isAtLast = step === last;
  useEffect(() => {
    // In parallel with the review's own code. A failure repeats where it is shown.
    if (isAtLast) for (const { Summary } of steps) Summary?.load?.().catch(() => undefined);
  }, [isAtLast, steps]);

  const go = (slug: Slug) => {
    onChecked(slug === last ? steps.map((each) => each.slug) : [step]);
    focus.forget();
    void navigate(addressOf(slug));
  };
  const next = () => {
    const missing = problemsIn(step);
    onChecked([step]);
    if (missing.length > 0) focus.on(missing);
    else if (following) go(following.slug);
  };

  return {
    title: wizard.title,
    Body: wizard.bodyOf(step),
    tabs: steps.map(({ slug, title }): WizardTab => {
      // Problems are not shown for a step that was not left yet, nor for the last, which only covers the others.
      const isSilent = !isChecked(slug) || slug === last;
      const state = isSilent ? 'todo' : problemsIn(slug).length === 0 ? 'done' : 'problem';
      return { slug, title, state, onGo: () => go(slug) };
    }),
    current: step,
    /** The address of the present step. */
    here: addressOf(step),
    announcement: focus.announcement,
    /** What a review shows, and the links from it to the steps. */
    summaries: steps.flatMap(({ slug, title, Summary, isSettled, showsOutcome }) =>
      Summary ? [{ slug, title, Summary, showsOutcome, to: isSettled ? undefined : addressOf(slug) }] : [],
    ),
    /** The title of the next step; undefined at the last. */
    followingTitle: following?.title,
    previous: previous && (() => go(previous.slug)),
    next,
    problems,
    /** The message to show at a field; undefined as long as its step was not checked. */
    messageAt: (field: Field): string | undefined =>
      messageFor(
        problems.filter((problem) => isChecked(problem.step)),
        field,
      ),
    /** Goes to the step of the first problem, and moves the focus to its field. */
    toProblem: (found: readonly StepProblem<Slug, Field>[]) => {
      const [first] = found;
      if (!first) return;
      if (first.step !== step) void navigate(addressOf(first.step));
      focus.on(found);
    },
  };
}

/** What the parts of a wizard need from its walk. They name no step: a step's own facts are in its declaration. */
export type Walk = Omit<ReturnType<typeof useWizardWalk<string, unknown, unknown, string>>, 'messageAt' | 'toProblem'>;

export const WalkContext = createContext<Walk | undefined>(undefined);

export function useWalk(): Walk {
  const walk = useContext(WalkContext);
  if (!walk) throw new Error('useWalk works inside a WizardFrame only.');
  return walk;
}

/** Moves the focus to the first problem's field, once its step is on the screen, and announces their number. */
function useProblemFocus<Slug extends string, Field extends string>(step: Slug, elementIdOf: (field: Field) => string) {
  const [target, setTarget] = useState<{ step: Slug; field: Field; count: number }>();
  useEffect(() => {
    if (target?.step === step) document.getElementById(elementIdOf(target.field))?.focus();
  }, [target, step, elementIdOf]);
  return {
    on: (found: readonly StepProblem<Slug, Field>[]) => {
      const [first] = found;
      if (first) setTarget({ step: first.step, field: first.field, count: found.length });
    },
    forget: () => setTarget(undefined),
    announcement: target && problemCount(target.count),
  };
}

/** Acts once, when the expected state is reached. */
export function useMoment(hasHappened: boolean, act: () => void): void {
  useEffect(() => {
    if (hasHappened) act();
    // Only the moment counts; `act` is new on each rendering.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [hasHappened]);
}
