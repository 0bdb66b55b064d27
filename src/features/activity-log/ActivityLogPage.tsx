import { useQuery } from '@tanstack/react-query';
import { makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { NotebookRegular } from '@fluentui/react-icons/svg/notebook';
import { useMemo, type ReactNode } from 'react';
import { useOutletContext } from 'react-router';
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import { activityLog, MOST_EVENTS } from '#resources/activity-log.ts';
import { serviceTime } from '#resources/service-time.ts';
import { useSubscriptionName } from '#resources/useNames.ts';
import { List } from '#ui/list/List.tsx';
import { rowsFrom, useList, type ListDeclaration } from '#ui/list/useList.ts';
import { useAddress } from '#ui/page/address.ts';
import { Page } from '#ui/page/Page.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { NotFoundState } from '#ui/state/NotFoundState.tsx';
import { eventColumns } from './event-columns.tsx';
import { EVENT_FILTERS, EVENT_SEARCH } from './event-filters.ts';
import { useLogPlace } from './log-place.ts';
import { NoEvents } from './NoEvents.tsx';
import { TIMESPANS, timespanOf } from './timespans.ts';

const EventPane = loadedWhenShown(async () => (await import('./EventPane.tsx')).EventPane);

const useStyles = makeStyles({ note: { marginBlockEnd: tokens.spacingVerticalM } });

/** **Activity log** of the resource in the address: all writes, also refused ones, to it and to what is in it. */
function ActivityLogPage() {
  const styles = useStyles();
  const { resourceId, name, gone, ...place } = useLogPlace();
  const address = useAddress<'timespan' | 'event'>();
  const timespan = timespanOf(address.get('timespan'));
  const query = useQuery(activityLog.of(resourceId, TIMESPANS[timespan].hours));
  const events = query.data?.events;
  const subscriptionName = useSubscriptionName();
  const now = serviceTime(query.dataUpdatedAt);
  const columns = useMemo(() => eventColumns({ now, subscriptionName }), [now, subscriptionName]);
  const list: ListDeclaration<ActivityLogEvent> = {
    ...EVENT_LIST,
    columns,
    file: { name: `activity-log-${name}`, label: 'Download as CSV', none: 'There are no events to download.' },
    noMatch: `No event of the ${TIMESPANS[timespan].text.toLowerCase()} matches.`,
  };
  const view = useList(list, { source: rowsFrom(query, events) });
  const opened = events?.find(({ eventDataId }) => eventDataId === address.get('event'));
  return (
    <Page {...place} title={`${name} | Activity log`} menu={useOutletContext<ReactNode>()} commands={view.commands}>
      {gone && events?.length === 0 ? (
        <NotFoundState {...gone} />
      ) : (
        <List
          view={view}
          nothing={<NoEvents resourceId={resourceId} timespan={timespan} />}
          note={
            query.data?.isCut && (
              <MessageBar intent="info" layout="multiline" className={styles.note}>
                <MessageBarBody>
                  These are the newest {MOST_EVENTS.toLocaleString('en')} events. There are older ones in this time
                  span: choose a shorter one to be sure that nothing is missing.
                </MessageBarBody>
              </MessageBar>
            )
          }
        />
      )}
      {opened && (
        <EventPane
          event={opened}
          onClose={() => {
            address.show({ event: undefined });
          }}
        />
      )}
    </Page>
  );
}

const EVENT_LIST: Omit<ListDeclaration<ActivityLogEvent>, 'columns'> = {
  id: 'activity-log',
  what: ['event', 'events'],
  whole: 'The activity log',
  rowKey: ({ eventDataId }) => eventDataId,
  order: { columnId: 'time', direction: 'descending' },
  search: EVENT_SEARCH,
  filters: EVENT_FILTERS,
  picture: <NotebookRegular />,
  none: { heading: 'No events', text: '' },
  // The operation's name is cut first, so that the caller is visible at 1024 px.
  plainWidth: 80,
};

export { ActivityLogPage as Component };
