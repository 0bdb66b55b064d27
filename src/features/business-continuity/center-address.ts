/** The addresses of the pages of the center. */
import { paths } from '#paths';
import { CENTRE } from '#ui/text/center.ts';

export const titleOf = (entry: string): string => `${CENTRE} | ${entry}`;

/** The breadcrumbs of a page of the center; its Overview does not link to itself. */
export const CENTRE_CRUMBS = [
  { label: 'Home', to: paths.home() },
  { label: CENTRE, to: paths.businessContinuity() },
];
