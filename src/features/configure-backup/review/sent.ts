/**
 * Where the mutation cache has the sent requests, for code that watches them; sending itself is loaded with the last
 * step.
 */
import type { MutationFilters } from '@tanstack/react-query';
import type { PlannedInstance } from './plan.ts';

export const REQUESTS = 'configure-protection';
export const SUBMISSIONS = 'configure-submission';

/** Finds the requests that were sent, of all submissions. */
export const sentRequests: MutationFilters = { mutationKey: [REQUESTS] };
/** Finds the unfinished submissions; their variables are `Submitted`. */
export const runningSubmissions: MutationFilters = { mutationKey: [SUBMISSIONS], status: 'pending' };

export interface Submitted {
  planned: readonly PlannedInstance[];
  /** Distinguishes this submission's requests from those of others. */
  id: number;
  /** Where the person can look at the results. */
  detailsAt: string;
}
