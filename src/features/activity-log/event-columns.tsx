/** The columns of the activity log: Azure's, and additional ones for its file. */
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { columnsOf, type ListColumn } from '#ui/list/list-column.tsx';
import { useAddress } from '#ui/page/address.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { agoText } from '#ui/text/ago-text.ts';
import { StatusText } from '#ui/text/StatusText.tsx';
import { errorOf, operationText, resourceNameOf, statusView } from './event-text.ts';

interface ColumnFacts {
  /** When the list was read: the base for "how long ago". */
  now: number;
  subscriptionName: (subscriptionId: string) => string;
}

export const eventColumns = ({ now, subscriptionName }: ColumnFacts): readonly ListColumn<ActivityLogEvent>[] => {
  const inFile = { only: 'file' as const };
  return columnsOf<ActivityLogEvent>([
    {
      id: 'operation',
      title: 'Operation name',
      text: operationText,
      cell: (event) => <DetailsLink event={event} />,
    },
    { id: 'action', title: 'Action', text: ({ operationName }) => operationName.value, ...inFile },
    {
      id: 'status',
      title: 'Status',
      width: 110,
      text: (event) => statusView(event).text,
      cell: (event) => <StatusText {...statusView(event)} />,
    },
    { id: 'subStatus', title: 'Sub status', text: ({ subStatus }) => subStatus.value, ...inFile },
    { id: 'severity', title: 'Severity', text: ({ level }) => level, ...inFile },
    {
      id: 'ago',
      title: 'Time',
      width: 100,
      text: ({ eventTimestamp }) => agoText(eventTimestamp, now),
      order: false,
      only: 'rows',
    },
    {
      id: 'time',
      title: 'Time stamp',
      width: 170,
      time: ({ eventTimestamp }) => eventTimestamp,
      // To the service's 100 ns: a request and its end may be in the same millisecond.
      order: BY_TIME,
    },
    { id: 'group', title: 'Resource group', text: ({ resourceGroupName }) => resourceGroupName, ...inFile },
    { id: 'resource', title: 'Resource', width: 150, isExtra: true, text: resourceNameOf, only: 'rows' },
    { id: 'resourceId', title: 'Resource', text: ({ resourceId }) => resourceId, ...inFile },
    { id: 'caller', title: 'Event initiated by', width: 200, text: ({ caller }) => caller },
    // The same for all events of one resource, so a narrow window hides it first.
    {
      id: 'subscription',
      title: 'Subscription',
      width: 120,
      text: ({ subscriptionId }) => subscriptionName(subscriptionId),
    },
    { id: 'address', title: "Caller's address", text: ({ httpRequest }) => httpRequest?.clientIpAddress, ...inFile },
    { id: 'correlation', title: 'Correlation ID', text: ({ correlationId }) => correlationId, ...inFile },
    { id: 'code', title: 'Error code', text: (event) => errorOf(event)?.code, ...inFile },
    { id: 'error', title: 'Error', text: (event) => errorOf(event)?.message, ...inFile },
  ]);
};

const BY_TIME = byText<ActivityLogEvent>(({ eventTimestamp }) => eventTimestamp);

/** Opens the event beside the list, which keeps its filters and order. */
function DetailsLink({ event }: { event: ActivityLogEvent }) {
  const address = useAddress<'event'>();
  return <RouteLink to={address.to({ event: event.eventDataId })}>{operationText(event)}</RouteLink>;
}
