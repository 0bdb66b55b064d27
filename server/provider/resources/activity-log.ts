/** Microsoft.Insights: the activity log of a subscription, newest first. */
import { READ_EVENTS } from '#protocol/activity-log.ts';
import { events } from '../activity-log.ts';
import { ok, type Handler } from '../call.ts';
import { parseEventFilter } from '../domain/activity-events.ts';
import { readPage } from '../paging.ts';
import { route, SUBSCRIPTION, within, type Route } from '../router.ts';

const list: Handler = async (call) => {
  const { query, fits } = parseEventFilter(call.url.searchParams.get('$filter'), call.params.subscription ?? '');
  return ok(
    await call.ports.store.transact((tx) =>
      readPage(call, tx, events, query, (event) =>
        fits(event) && call.access.may(READ_EVENTS, event.resourceId) ? event : undefined,
      ),
    ),
  );
};

export const activityLogRoutes: Route[] = [
  route(
    'GET',
    `${SUBSCRIPTION}/providers/Microsoft.Insights/eventtypes/management/values`,
    within(SUBSCRIPTION, READ_EVENTS),
    list,
  ),
];
