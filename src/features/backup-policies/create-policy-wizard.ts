/** **Create Backup Policy**, step by step. */
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { defineWizard, formOf } from '#ui/wizard/define-wizard.ts';
import { BasicsStep, BasicsSummary } from './BasicsStep.tsx';
import { elementIdOf } from './create-policy-context.ts';
import { policyFormSchema } from './policy-form.ts';
import { basicsProblems, scheduleProblems } from './policy-problems.ts';

export const createPolicyWizard = defineWizard({
  title: 'Create Backup Policy',
  elementIdOf,
  steps: {
    basics: { title: 'Basics', Body: BasicsStep, problems: basicsProblems, Summary: BasicsSummary },
    schedule: {
      title: 'Schedule + retention',
      Body: loadedWhenShown(async () => (await import('./ScheduleStep.tsx')).ScheduleStep),
      problems: scheduleProblems,
      Summary: loadedWhenShown(async () => (await import('./ScheduleStep.tsx')).ScheduleSummary),
    },
    review: {
      title: 'Review + create',
      Body: loadedWhenShown(async () => (await import('./ReviewStep.tsx')).ReviewStep),
    },
  },
});

export const keptPolicyForm = formOf(createPolicyWizard, policyFormSchema);
