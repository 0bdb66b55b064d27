import { useQuery } from '@tanstack/react-query';
import { Button, makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { NotebookRegular } from '@fluentui/react-icons/svg/notebook';
import type { ComponentProps } from 'react';
import { READ_EVENTS, type ActivityLogEvent } from '#protocol/activity-log.ts';
import { grantsAction } from '#protocol/authorization.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { MOST_EVENTS } from '#resources/activity-log.ts';
import { permissions } from '#resources/authorization.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { FilterSearch } from '#ui/grid/FilterSearch.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import { DEFAULT_TIMESPAN, SEVERITIES, STATUSES, TIMESPANS, type EventFilter, type Timespan } from './event-filter.ts';

const useStyles = makeStyles({ note: { marginBlockEnd: tokens.spacingVerticalM } });

type Filters = EventFilter & { timespan: Timespan };

interface EventsViewProps {
  resourceId: ResourceId;
  /** The events that the filters leave. */
  shown: readonly ActivityLogEvent[];
  /** Whether there are events in the time span, whatever the filters leave. */
  hasAny: boolean;
  /** Older events of the time span are not loaded. */
  isCut: boolean;
  filters: Filters;
  onChange: (name: keyof Filters, value: string) => void;
  onClear: () => void;
  grid: Pick<ComponentProps<typeof Grid<ActivityLogEvent>>, 'columns' | 'minWidth' | 'sort' | 'onSort'>;
}

/** Events with their filters, which are in the address. */
export function EventsView(props: EventsViewProps) {
  const { resourceId, shown, hasAny, isCut, filters, onChange, onClear, grid } = props;
  const styles = useStyles();
  const pill = (label: string, name: 'severity' | 'status', values: readonly string[]) => ({
    label,
    value: filters[name],
    options: [{ value: ALL, label: 'All' }, ...values.map((value) => ({ value, label: value }))],
    onChange: (value: string) => {
      onChange(name, value);
    },
  });
  const timespan = {
    label: 'Timespan',
    value: filters.timespan,
    options: Object.entries(TIMESPANS).map(([value, { text }]) => ({ value, label: text })),
    onChange: (value: string) => {
      onChange('timespan', value === DEFAULT_TIMESPAN ? ALL : value);
    },
  };
  return (
    <>
      <FilterPills
        search={
          <FilterSearch
            placeholder="Search events"
            initial={filters.q}
            onChange={(text) => {
              onChange('q', text);
            }}
          />
        }
        pills={[timespan, pill('Event severity', 'severity', SEVERITIES), pill('Status', 'status', STATUSES)]}
        count={`${shown.length.toLocaleString('en')} ${shown.length === 1 ? 'event' : 'events'}`}
      />
      {isCut && (
        <MessageBar intent="info" layout="multiline" className={styles.note}>
          <MessageBarBody>
            These are the newest {MOST_EVENTS.toLocaleString('en')} events. There are older ones in this time span:
            choose a shorter one to be sure that nothing is missing.
          </MessageBarBody>
        </MessageBar>
      )}
      <Grid
        ariaLabel="Events"
        {...grid}
        rows={shown}
        rowKey={keyOf}
        empty={
          hasAny ? (
            <EmptyState
              picture={<NotebookRegular />}
              heading="No events match the filters"
              action={<Button onClick={onClear}>Clear filters</Button>}
            >
              {`No event of the ${TIMESPANS[filters.timespan].text.toLowerCase()} matches.`}
            </EmptyState>
          ) : (
            <NoEvents
              resourceId={resourceId}
              timespan={filters.timespan}
              onWiden={() => {
                onChange('timespan', WIDEST);
              }}
            />
          )
        }
      />
    </>
  );
}

const ALL = '';
const WIDEST: Timespan = '14d';
const keyOf = ({ eventDataId }: ActivityLogEvent): string => eventDataId;

interface NoEventsProps {
  resourceId: ResourceId;
  timespan: Timespan;
  onWiden: () => void;
}

/** The service leaves out what a person may not read, also when that is everything. */
function NoEvents({ resourceId, timespan, onWiden }: NoEventsProps) {
  const { data } = useQuery(permissions.at(resourceId));
  if (data && !grantsAction(data, READ_EVENTS)) {
    return (
      <EmptyState picture={<NotebookRegular />} heading="You may not read this activity log">
        {`You need a role with the permission ${READ_EVENTS} at this resource, such as Reader. Ask an administrator for it.`}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      picture={<NotebookRegular />}
      heading="No events"
      action={timespan !== WIDEST && <Button onClick={onWiden}>Show the last 2 weeks</Button>}
    >
      {`Nothing was written to this resource in the ${TIMESPANS[timespan].text.toLowerCase()}, and nothing was refused. Events are kept for 90 days.`}
    </EmptyState>
  );
}
