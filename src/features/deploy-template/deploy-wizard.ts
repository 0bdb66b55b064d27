/** **Custom deployment**, step by step. */
import { defineWizard } from '#ui/wizard/define-wizard.ts';
import { BasicsStep } from './BasicsStep.tsx';
import { elementIdOf } from './deploy-context.ts';
import { ReviewStep } from './ReviewStep.tsx';
import { basicsProblems, templateProblems } from './template-form.ts';
import { TemplateStep } from './TemplateStep.tsx';

export const deployWizard = defineWizard({
  title: 'Custom deployment',
  elementIdOf,
  steps: {
    template: { title: 'Select a template', Body: TemplateStep, problems: templateProblems },
    basics: { title: 'Basics', Body: BasicsStep, problems: basicsProblems },
    review: { title: 'Review + create', Body: ReviewStep },
  },
});
