/** How far back a list of jobs has to be read for what its address asks. Apart from the filter, so that it can be asked first. */
import type { JobDepth } from '#resources/backup-jobs.ts';

/** What the time range is called in the address. */
export const RANGE = 'range';
export const CUSTOM = 'custom';

/** A range of one's own may go back to the beginning. */
export const depthOf = (params: URLSearchParams): JobDepth => (params.get(RANGE) === CUSTOM ? 'all' : 'recent');
