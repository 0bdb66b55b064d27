import { useQuery } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import { NotebookRegular } from '@fluentui/react-icons/svg/notebook';
import { READ_EVENTS } from '#protocol/activity-log.ts';
import { grantsAction } from '#protocol/authorization.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { permissions } from '#resources/authorization.ts';
import { useAddress } from '#ui/page/address.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { TIMESPANS, WIDEST, type Timespan } from './timespans.ts';

/** The service leaves out what a person may not read, even if that is everything. */
export function NoEvents({ resourceId, timespan }: { resourceId: ResourceId; timespan: Timespan }) {
  const address = useAddress<'timespan'>();
  const { data } = useQuery(permissions.at(resourceId));
  if (data && !grantsAction(data, READ_EVENTS)) {
    return (
      <EmptyState picture={<NotebookRegular />} heading="You may not read this activity log">
        {`You need a role with the permission ${READ_EVENTS} at this resource, such as Reader. Ask an administrator for it.`}
      </EmptyState>
    );
  }
  const widen = () => {
    address.replace({ timespan: WIDEST });
  };
  return (
    <EmptyState
      picture={<NotebookRegular />}
      heading="No events"
      action={timespan !== WIDEST && <Button onClick={widen}>Show the last 2 weeks</Button>}
    >
      {`Nothing was written to this resource in the ${TIMESPANS[timespan].text.toLowerCase()}, and nothing was refused. Events are kept for 90 days.`}
    </EmptyState>
  );
}
