/** The steps' names in the URL, in the order in which they are walked. */
export const STEP_SLUGS = ['basics', 'point', 'parameters', 'review'] as const;
export type StepSlug = (typeof STEP_SLUGS)[number];

export const isStepSlug = (text: string | undefined): text is StepSlug => STEP_SLUGS.some((slug) => slug === text);

export const STEP_TITLES: Readonly<Record<StepSlug, string>> = {
  basics: 'Basics',
  point: 'Restore point',
  parameters: 'Restore parameters',
  review: 'Review + restore',
};
