/** Where the pages of the center stand. */
import { paths } from '#paths';
import { CENTRE } from '#ui/text/center.ts';

export const titleOf = (entry: string): string => `${CENTRE} | ${entry}`;

/** The links above a page of the center; its Overview does not lead to itself. */
export const CENTRE_CRUMBS = [
  { label: 'Home', to: paths.home() },
  { label: CENTRE, to: paths.businessContinuity() },
];
