/** The columns of the activity log: Azure's. */
import { useSearchParams } from 'react-router';
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import { agoText } from '#ui/text/ago-text.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import { byText } from '#ui/grid/grid-sort.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import type { ListColumn } from '#ui/grid/useColumnChoice.ts';
import { operationText, resourceNameOf, statusView } from './event-text.ts';

interface ColumnFacts {
  /** When the list was read: how long ago something was is counted to then. */
  now: number;
  subscriptionName: (subscriptionId: string) => string;
}

export function eventColumns({ now, subscriptionName }: ColumnFacts): ListColumn<ActivityLogEvent>[] {
  const subscriptionOf = ({ subscriptionId }: ActivityLogEvent) => subscriptionName(subscriptionId);
  return [
    {
      id: 'operation',
      title: 'Operation name',
      cell: (event) => <DetailsLink event={event} />,
      compare: byText(operationText),
    },
    {
      id: 'status',
      title: 'Status',
      width: 110,
      cell: (event) => <StatusText {...statusView(event)} />,
      compare: byText((event) => statusView(event).text),
    },
    { id: 'ago', title: 'Time', width: 100, cell: ({ eventTimestamp }) => agoText(eventTimestamp, now) },
    {
      id: 'time',
      title: 'Time stamp',
      width: 170,
      cell: ({ eventTimestamp }) => <DateTime value={eventTimestamp} />,
      compare: byTime,
    },
    {
      id: 'resource',
      title: 'Resource',
      width: 150,
      isExtra: true,
      cell: resourceNameOf,
      compare: byText(resourceNameOf),
    },
    {
      id: 'caller',
      title: 'Event initiated by',
      width: 200,
      cell: ({ caller }) => caller,
      compare: byText(({ caller }) => caller),
    },
    // Of one resource always the same: what a narrow window loses first.
    {
      id: 'subscription',
      title: 'Subscription',
      width: 120,
      cell: subscriptionOf,
      compare: byText(subscriptionOf),
    },
  ];
}

/** To the 100 ns that the service tells: a request and its end may be of one millisecond. */
const byTime = byText<ActivityLogEvent>(({ eventTimestamp }) => eventTimestamp);

/** Opens the event beside the list, whose filters and order stay. */
function DetailsLink({ event }: { event: ActivityLogEvent }) {
  const [params] = useSearchParams();
  return <RouteLink to={eventAddress(params, event.eventDataId)}>{operationText(event)}</RouteLink>;
}

const NAME = 'event';

/** The event whose pane is open: `?event=`. */
export const openedEvent = (params: URLSearchParams): string | undefined => params.get(NAME) ?? undefined;

function eventAddress(params: URLSearchParams, eventDataId: string): string {
  const next = new URLSearchParams(params);
  next.set(NAME, eventDataId);
  return `?${next.toString()}`;
}

/** The same list alone. */
export function withoutEvent(params: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(params);
  next.delete(NAME);
  return next;
}
