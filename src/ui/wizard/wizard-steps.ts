/** Walking through a wizard: the step is in the address, Next waits for its problems, and the tabs tell how far one is. */
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import type { WizardTab } from './WizardTabs.tsx';

export interface StepProblem<Slug extends string = string> {
  step: Slug;
  field: string;
  message: string;
}

interface WalkOptions<Slug extends string, Problem extends StepProblem<Slug>> {
  /** In the order in which they are walked. The last one looks at all of them. */
  steps: readonly { slug: Slug; title: string }[];
  /** The one that the address names. */
  step: Slug;
  problems: readonly Problem[];
  /** The steps whose problems are shown: they were left, or somebody wanted to go on. */
  checked: readonly Slug[];
  onChecked: (steps: readonly Slug[]) => void;
  addressOf: (slug: Slug) => string;
  /** The id of the element that takes the focus when a field has a problem. */
  elementIdOf: (field: Problem['field']) => string;
}

/** What a wizard does with its steps. `frame` is for `WizardFrame`, `footer` for its buttons. */
export function useWizardWalk<Slug extends string, Problem extends StepProblem<Slug>>(
  options: WalkOptions<Slug, Problem>,
) {
  const { steps, step, problems, checked, onChecked, addressOf, elementIdOf } = options;
  const navigate = useNavigate();
  const focus = useProblemFocus<Problem>(step, elementIdOf);
  const at = steps.findIndex(({ slug }) => slug === step);
  const previous = steps[at - 1];
  const following = steps[at + 1];
  const last = steps.at(-1)?.slug;
  const problemsOf = (slug: Slug) => problems.filter((problem) => problem.step === slug);
  const isChecked = (slug: Slug) => checked.includes(slug);

  const go = (slug: Slug) => {
    onChecked(slug === last ? steps.map((each) => each.slug) : [step]);
    focus.forget();
    void navigate(addressOf(slug));
  };
  const next = () => {
    const found = problemsOf(step);
    onChecked([step]);
    if (found.length > 0) focus.on(found);
    else if (following) go(following.slug);
  };

  return {
    frame: {
      tabs: steps.map(({ slug, title }): WizardTab<Slug> => {
        // Nothing is said of one that was not left yet, nor of the last, which only looks at the others.
        const isSilent = !isChecked(slug) || slug === last;
        const state = isSilent ? 'todo' : problemsOf(slug).length === 0 ? 'done' : 'problem';
        return { slug, title, state };
      }),
      current: step,
      onGo: go,
      announcement: focus.announcement,
    },
    footer: {
      isLast: following === undefined,
      onPrevious: previous && (() => go(previous.slug)),
      onNext: next,
    },
    following,
    /** The message to show at a field; undefined as long as its step was not checked. */
    messageAt: (field: Problem['field']): string | undefined => {
      const found = problems.find((problem) => problem.field === field);
      return found && isChecked(found.step) ? found.message : undefined;
    },
    /** Goes to the step of the first of them, and puts the focus on its field. */
    toProblem: (found: readonly Problem[]) => {
      const [first] = found;
      if (!first) return;
      if (first.step !== step) void navigate(addressOf(first.step));
      focus.on(found);
    },
  };
}

/** Moves the focus to the first problem's field, once its step is on the screen, and says how many there are. */
function useProblemFocus<Problem extends StepProblem>(
  step: Problem['step'],
  elementIdOf: (field: Problem['field']) => string,
) {
  const [told, setTold] = useState<{ step: string; field: Problem['field']; count: number }>();
  useEffect(() => {
    if (told?.step === step) document.getElementById(elementIdOf(told.field))?.focus();
  }, [told, step, elementIdOf]);
  return {
    on: (found: readonly Problem[]) => {
      const [first] = found;
      if (first) setTold({ step: first.step, field: first.field, count: found.length });
    },
    forget: () => setTold(undefined),
    announcement: told && `${told.count} problem${told.count === 1 ? '' : 's'} to fix before you can continue.`,
  };
}

/** Acts once, at the moment when it has happened: what was asked for is there. */
export function useMoment(hasHappened: boolean, act: () => void): void {
  useEffect(() => {
    if (hasHappened) act();
    // Only the moment counts; `act` is a new one on each rendering.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [hasHappened]);
}
