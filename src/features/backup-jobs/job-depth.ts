/**
 * How far back a list of jobs has to be read for its address. Separate from the filter, so that it can be queried
 * before the filter is loaded.
 */
import type { JobDepth } from '#resources/backup-jobs.ts';

/** The name of the time range in the address. */
export const RANGE = 'range';
export const CUSTOM = 'custom';

/** A custom range may go back to the beginning. */
export const depthOf = (params: URLSearchParams): JobDepth => (params.get(RANGE) === CUSTOM ? 'all' : 'recent');
