/** **Restore**, step by step. */
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { defineWizard, formOf } from '#ui/wizard/define-wizard.ts';
import { BasicsStep, BasicsSummary } from './BasicsStep.tsx';
import { PointStep, PointSummary } from './PointStep.tsx';
import { elementIdOf } from './restore-context.ts';
import { restoreFormSchema } from './restore-form.ts';
import { parametersProblems, pointProblems } from './restore-problems.ts';

export const restoreWizard = defineWizard({
  title: 'Restore',
  elementIdOf,
  steps: {
    basics: { title: 'Basics', Body: BasicsStep, Summary: BasicsSummary, isSettled: true },
    point: { title: 'Restore point', Body: PointStep, problems: pointProblems, Summary: PointSummary },
    parameters: {
      title: 'Restore parameters',
      Body: loadedWhenShown(
        async () => (await import('./ParametersStep.tsx')).ParametersStep,
        <RowsSkeleton rows={6} />,
      ),
      problems: parametersProblems,
      Summary: loadedWhenShown(async () => (await import('./ParametersSummary.tsx')).ParametersSummary),
    },
    review: {
      title: 'Review + restore',
      Body: loadedWhenShown(async () => (await import('./ReviewStep.tsx')).ReviewStep),
    },
  },
});

export const keptRestoreForm = formOf(restoreWizard, restoreFormSchema);
