/** Which events of a log are shown, as the address says it. Pure. */
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import { operationText, resourceNameOf } from './event-text.ts';

export const TIMESPANS = {
  '6h': { text: 'Last 6 hours', hours: 6 },
  '24h': { text: 'Last 24 hours', hours: 24 },
  '7d': { text: 'Last week', hours: 7 * 24 },
  '14d': { text: 'Last 2 weeks', hours: 14 * 24 },
} as const;
export type Timespan = keyof typeof TIMESPANS;
export const DEFAULT_TIMESPAN: Timespan = '24h';

/** The time span that the address names; the page's own when it names none. */
export const timespanOf = (text: string): Timespan =>
  Object.hasOwn(TIMESPANS, text) ? (text as Timespan) : DEFAULT_TIMESPAN;

export const SEVERITIES = ['Critical', 'Error', 'Warning', 'Informational'] as const;
export const STATUSES = ['Started', 'Accepted', 'Succeeded', 'Failed'] as const;

/** Empty is every one. */
export interface EventFilter {
  severity: string;
  status: string;
  /** Part of what was done, to what, or by whom. */
  q: string;
}

/** The events that pass, in the order given. */
export function filterEvents(events: readonly ActivityLogEvent[], filter: EventFilter): ActivityLogEvent[] {
  const [severity, status, text] = [filter.severity, filter.status, filter.q.trim()].map((part) => part.toLowerCase());
  return events.filter(
    (event) =>
      (severity === '' || event.level.toLowerCase() === severity) &&
      (status === '' || event.status.value.toLowerCase() === status) &&
      (text === '' || textOf(event).includes(text ?? '')),
  );
}

const textOf = (event: ActivityLogEvent): string =>
  [operationText(event), event.operationName.value, resourceNameOf(event), event.caller].join('\n').toLowerCase();
