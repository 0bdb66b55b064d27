/** What the wizards of the portal do alike with the problems of their steps. */
import { useEffect, useState } from 'react';

/** How a step's tab looks: nothing is said of one that was not left yet, nor of the review. */
export function tabState(slug: string, isChecked: boolean, problems: number): 'todo' | 'done' | 'problem' {
  if (!isChecked || slug === 'review') return 'todo';
  return problems === 0 ? 'done' : 'problem';
}

interface StepProblem {
  step: string;
  field: string;
}

/** Moves the focus to the first problem's field, once its tab is on the screen, and says how many there are. */
export function useProblemFocus<Problem extends StepProblem>(
  step: Problem['step'],
  elementIdOf: (field: Problem['field']) => string,
) {
  const [told, setTold] = useState<Problem & { count: number }>();
  useEffect(() => {
    if (told?.step === step) document.getElementById(elementIdOf(told.field))?.focus();
  }, [told, step, elementIdOf]);
  return {
    on: ([first, ...others]: Problem[]) => {
      if (first) setTold({ ...first, count: others.length + 1 });
    },
    forget: () => setTold(undefined),
    announcement: told && `${told.count} problem${told.count === 1 ? '' : 's'} to fix before you can continue.`,
  };
}
