/** Events of the activity log as a file for a spreadsheet. Pure. */
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import { csvOf, csvTime, type CsvColumn } from '#ui/grid/csv.ts';
import { errorOf, operationText, statusView } from './event-text.ts';

/** The events in the order given. Times are in UTC, to the second. */
export const eventsCsv = (
  events: readonly ActivityLogEvent[],
  subscriptionName: (subscriptionId: string) => string,
): string => csvOf(columnsOf(subscriptionName), events);

const columnsOf = (subscriptionName: (subscriptionId: string) => string): CsvColumn<ActivityLogEvent>[] => [
  { title: 'Operation name', value: operationText },
  { title: 'Action', value: ({ operationName }) => operationName.value },
  { title: 'Status', value: (event) => statusView(event).text },
  { title: 'Sub status', value: ({ subStatus }) => subStatus.value },
  { title: 'Severity', value: ({ level }) => level },
  { title: 'Time stamp (UTC)', value: ({ eventTimestamp }) => csvTime(eventTimestamp) },
  { title: 'Subscription', value: ({ subscriptionId }) => subscriptionName(subscriptionId) },
  { title: 'Resource group', value: ({ resourceGroupName }) => resourceGroupName },
  { title: 'Resource', value: ({ resourceId }) => resourceId },
  { title: 'Event initiated by', value: ({ caller }) => caller },
  { title: "Caller's address", value: ({ httpRequest }) => httpRequest?.clientIpAddress },
  { title: 'Correlation ID', value: ({ correlationId }) => correlationId },
  { title: 'Error code', value: (event) => errorOf(event)?.code },
  { title: 'Error', value: (event) => errorOf(event)?.message },
];
