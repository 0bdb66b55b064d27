/** **Configure Backup**, step by step. */
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { defineWizard } from '#ui/wizard/define-wizard.ts';
import { BasicsStep } from './basics/BasicsStep.tsx';
import { POLICY_STEP } from './draft.ts';
import { basicsProblems, datasourceProblems, elementIdOf, policyProblems, reviewProblems } from './problems.ts';

export const configureBackupWizard = defineWizard({
  title: 'Configure Backup',
  elementIdOf,
  steps: {
    // It is part of the wizard's code; the others, and what only they need, are loaded when they are opened.
    basics: {
      title: 'Basics',
      Body: BasicsStep,
      problems: basicsProblems,
      Summary: loadedWhenShown(async () => (await import('./basics/BasicsSummary.tsx')).BasicsSummary),
    },
    [POLICY_STEP]: {
      title: 'Backup policy',
      Body: loadedWhenShown(async () => (await import('./policy/PolicyStep.tsx')).PolicyStep),
      problems: policyProblems,
      Summary: loadedWhenShown(async () => (await import('./policy/PolicyStep.tsx')).PolicySummary),
    },
    datasources: {
      title: 'Datasources',
      Body: loadedWhenShown(async () => (await import('./datasources/DatasourcesStep.tsx')).DatasourcesStep),
      problems: datasourceProblems,
      Summary: loadedWhenShown(async () => (await import('./datasources/DatasourcesSummary.tsx')).DatasourcesSummary),
      showsOutcome: true,
    },
    review: {
      title: 'Review + configure',
      Body: loadedWhenShown(async () => (await import('./review/ReviewStep.tsx')).ReviewStep),
      problems: reviewProblems,
    },
  },
});
