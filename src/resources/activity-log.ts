import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { idKey, parseResourceId, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import { HOUR_MS } from '#protocol/time-units.ts';
import { serviceTime } from './service-time.ts';

/** Nobody reads more than these in a list, and each page of the service has a hundred. */
export const MOST_EVENTS = 2_000;

export interface EventList {
  /** Newest first. */
  events: ActivityLogEvent[];
  /** There are older ones in the requested time: of the newest `MOST_EVENTS` all are here. */
  isCut: boolean;
}

export const activityLog = {
  all: () => ['activity-log'] as const,

  /** Writes to the resource and to what is in it, refused ones included, in the past `hours`. */
  of: (resourceId: ResourceId, hours: number) =>
    queryOptions({
      queryKey: [...activityLog.all(), idKey(resourceId), hours],
      queryFn: ({ signal }) => readEvents(resourceId, new Date(serviceTime() - hours * HOUR_MS), signal),
    }),
};

/** The service's filter takes a time and one resource (decision 19), and the newest come first. */
async function readEvents(resourceId: ResourceId, since: Date, signal: AbortSignal): Promise<EventList> {
  const subscription = subscriptionScope(parseResourceId(resourceId)?.subscriptionId ?? '');
  const pages = arm.pages<ActivityLogEvent>(
    `${subscription}/providers/Microsoft.Insights/eventtypes/management/values`,
    {
      apiVersion: API_VERSIONS.insights,
      query: { $filter: `eventTimestamp ge '${since.toISOString()}' and resourceUri eq '${resourceId}'` },
      signal,
    },
  );
  const events: ActivityLogEvent[] = [];
  for await (const page of pages) {
    events.push(...page);
    if (events.length > MOST_EVENTS) break;
  }
  return { events: events.slice(0, MOST_EVENTS), isCut: events.length > MOST_EVENTS };
}
