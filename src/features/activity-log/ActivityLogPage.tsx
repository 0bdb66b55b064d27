import { useQuery } from '@tanstack/react-query';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { useMemo, type ReactNode } from 'react';
import { useOutletContext, useSearchParams } from 'react-router';
import { activityLog, type EventList } from '#resources/activity-log.ts';
import { serviceTime } from '#resources/service-time.ts';
import { subscriptionNames, subscriptions } from '#resources/subscriptions.ts';
import { csvFileName } from '#ui/grid/csv.ts';
import { downloadCsv } from '#ui/page/download.ts';
import { sortRows } from '#ui/grid/grid-sort.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { NotFoundState } from '#ui/state/NotFoundState.tsx';
import { Page } from '#ui/page/Page.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { SelectColumns, selectColumns } from '#ui/grid/SelectColumns.tsx';
import { useAddressFilters } from '#ui/grid/useAddressFilters.ts';
import { useAddressSort } from '#ui/grid/useAddressSort.ts';
import { useColumnChoice } from '#ui/grid/useColumnChoice.ts';
import { eventColumns, openedEvent, withoutEvent } from './event-columns.tsx';
import { eventsCsv } from './event-csv.ts';
import { filterEvents, TIMESPANS, timespanOf } from './event-filter.ts';
import { EventsView } from './EventsView.tsx';
import { useLogPlace } from './log-place.ts';

const EventPane = loadedWhenShown(async () => (await import('./EventPane.tsx')).EventPane);

const NOTHING: EventList = { events: [], isCut: false };

/** Pixels of the operation's name, at least: so who did it is in sight at 1024 px. */
const NARROW = 80;

/** **Activity log** of what the address names: who wrote or tried to write what to it and to what lies in it. */
function ActivityLogPage() {
  const { resourceId, name, gone, ...place } = useLogPlace();
  const [params, setParams] = useSearchParams();
  const { filters, change, clear } = useAddressFilters(['timespan', 'severity', 'status', 'q']);
  const timespan = timespanOf(filters.timespan);
  const query = useQuery(activityLog.of(resourceId, TIMESPANS[timespan].hours));
  const { events } = query.data ?? NOTHING;
  const { data: subscriptionName = asItIs } = useQuery({ ...subscriptions.list(), select: subscriptionNames });

  const order = useAddressSort({ columnId: 'time', direction: 'descending' });
  const now = serviceTime(query.dataUpdatedAt);
  const all = useMemo(() => eventColumns({ now, subscriptionName }), [now, subscriptionName]);
  const { shown: columns, minWidth, choice } = useColumnChoice('activity-log', all, NARROW);
  const { severity, status, q } = filters;
  const shown = useMemo(() => filterEvents(events, { severity, status, q }), [events, severity, status, q]);
  const opened = events.find(({ eventDataId }) => eventDataId === openedEvent(params));

  const download = () => {
    const text = eventsCsv(sortRows(shown, columns, order.sort), subscriptionName);
    downloadCsv(csvFileName(`activity-log-${name}`, new Date()), text);
  };
  return (
    <Page
      {...place}
      title={`${name} | Activity log`}
      menu={useOutletContext<ReactNode>()}
      commands={[
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: () => void query.refetch() },
        selectColumns(choice),
        {
          key: 'export',
          label: 'Download as CSV',
          icon: <ArrowDownloadRegular />,
          onClick: download,
          disabledReason: whyNoDownload(query.data, shown.length),
          hint: `Saves the ${String(shown.length)} events that the filters leave.`,
        },
      ]}
    >
      <Loadable query={query} skeleton={<RowsSkeleton rows={10} />} what="The activity log">
        {({ isCut }) =>
          gone && events.length === 0 ? (
            <NotFoundState {...gone} />
          ) : (
            <EventsView
              resourceId={resourceId}
              shown={shown}
              hasAny={events.length > 0}
              isCut={isCut}
              filters={{ ...filters, timespan }}
              onChange={change}
              onClear={clear}
              grid={{ columns, minWidth, ...order }}
            />
          )
        }
      </Loadable>
      <SelectColumns choice={choice} />
      {opened && (
        <EventPane
          event={opened}
          onClose={() => {
            setParams(withoutEvent(params), { replace: true });
          }}
        />
      )}
    </Page>
  );
}

/** As long as the names are not known. */
const asItIs = (subscriptionId: string): string => subscriptionId;

function whyNoDownload(list: EventList | undefined, shown: number): string | undefined {
  if (!list) return 'The activity log is not loaded.';
  return shown === 0 ? 'There are no events to download.' : undefined;
}

export { ActivityLogPage as Component };
