/** The filters of an activity log. */
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import type { ListFilter, ListSearch } from '#ui/list/list-filter.ts';
import { operationText, resourceNameOf } from './event-text.ts';
import { DEFAULT_TIMESPAN, TIMESPANS } from './timespans.ts';

const same = (value: string) => ({ value, label: value });

export const EVENT_FILTERS: readonly ListFilter<ActivityLogEvent>[] = [
  {
    id: 'timespan',
    label: 'Timespan',
    options: Object.entries(TIMESPANS).map(([value, { text }]) => ({ value, label: text })),
    byDefault: DEFAULT_TIMESPAN,
    changesQuery: true,
  },
  {
    id: 'severity',
    label: 'Event severity',
    of: ({ level }) => level,
    options: ['Critical', 'Error', 'Warning', 'Informational'].map(same),
  },
  {
    id: 'status',
    label: 'Status',
    of: ({ status }) => status.value,
    options: ['Started', 'Accepted', 'Succeeded', 'Failed'].map(same),
  },
];

/** The operation, its target and its caller. */
export const EVENT_SEARCH: ListSearch<ActivityLogEvent> = {
  placeholder: 'Search events',
  in: (event) => [operationText(event), event.operationName.value, resourceNameOf(event), event.caller],
};
