/** The pane with the details of one job, in the address of the list beside it: `?job=`. */
import type { ResourceId } from '#protocol/resource-id.ts';

const NAME = 'job';

/** The job whose details are open. */
export const openedJob = (params: URLSearchParams): ResourceId | undefined => params.get(NAME) ?? undefined;

/** The same list with the details of that job. */
export function detailsAddress(params: URLSearchParams, jobId: ResourceId): string {
  const next = new URLSearchParams(params);
  next.set(NAME, jobId);
  return `?${next.toString()}`;
}

/** The same list alone. */
export function withoutDetails(params: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(params);
  next.delete(NAME);
  return next;
}
