/** The steps of the wizard, in order. A new step is a line here. */
import type { ComponentType } from 'react';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { BasicsStep } from './basics/BasicsStep.tsx';
import type { Draft } from './draft.ts';
import {
  basicsProblems,
  datasourceProblems,
  policyProblems,
  reviewProblems,
  type Facts,
  type LastLook,
  type Problem,
} from './problems.ts';
import type { StepSlug } from './step-slugs.ts';

// The first step comes with the wizard; the others, and what only they need, are loaded when one gets there.
const PolicyStep = loadedWhenShown(async () => (await import('./policy/PolicyStep.tsx')).PolicyStep);
const DatasourcesStep = loadedWhenShown(
  async () => (await import('./datasources/DatasourcesStep.tsx')).DatasourcesStep,
);
const ReviewStep = loadedWhenShown(async () => (await import('./review/ReviewStep.tsx')).ReviewStep);

export interface WizardStep {
  slug: StepSlug;
  title: string;
  Content: ComponentType;
  /** What Next waits for. */
  problems: (draft: Draft, facts: Facts & LastLook) => Problem[];
}

export const steps = [
  { slug: 'basics', title: 'Basics', Content: BasicsStep, problems: basicsProblems },
  { slug: 'policy', title: 'Backup policy', Content: PolicyStep, problems: policyProblems },
  { slug: 'datasources', title: 'Datasources', Content: DatasourcesStep, problems: datasourceProblems },
  { slug: 'review', title: 'Review + configure', Content: ReviewStep, problems: reviewProblems },
] as const satisfies readonly WizardStep[];
