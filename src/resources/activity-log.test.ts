import { QueryClient } from '@tanstack/react-query';
import { beforeEach, expect, it } from 'vitest';
import { configureArm } from '#arm/arm.ts';
import type { ActivityLogEvent } from '#protocol/activity-log.ts';
import { HOUR_MS } from '#protocol/time-units.ts';
import { activityLog, MOST_EVENTS } from './activity-log.ts';

const VAULT =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/bv';
const PAGE = 100;

/** How many events the service has. */
let count: number;
let requested: URL[];

beforeEach(() => {
  count = 0;
  requested = [];
  configureArm({
    endpoint: 'https://arm.test',
    tokens: { token: () => Promise.resolve('token'), refused: () => undefined },
    fetch: (request) => Promise.resolve(respond(new URL(request.url))),
  });
});

function respond(url: URL): Response {
  requested.push(url);
  const from = Number(url.searchParams.get('from') ?? 0);
  const next = new URL(url);
  next.searchParams.set('from', String(from + PAGE));
  const events = Array.from({ length: Math.min(PAGE, count - from) }, (_, at) => ({ eventDataId: String(from + at) }));
  return Response.json({ value: events as ActivityLogEvent[], nextLink: from + PAGE < count ? next.href : undefined });
}

const read = () => new QueryClient().query(activityLog.of(VAULT, 6));

it('requests the resource, from so many hours ago', async () => {
  await read();
  const [, since = '', of] =
    /^eventTimestamp ge '(.*)' and resourceUri eq '(.*)'$/.exec(requested[0]?.searchParams.get('$filter') ?? '') ?? [];
  expect(of).toBe(VAULT);
  expect(Math.abs(Date.now() - Date.parse(since) - 6 * HOUR_MS)).toBeLessThan(60_000);
});

it.each([
  ['none', 0, 0, false],
  ['all of several pages', 250, 250, false],
  ['all of as many as are read', MOST_EVENTS, MOST_EVENTS, false],
  ['the newest of more', MOST_EVENTS + 1, MOST_EVENTS, true],
])('reads %s, and says whether there are more', async (_, there, expected, isCut) => {
  count = there;
  const list = await read();
  expect(list.events).toHaveLength(expected);
  expect(list.isCut).toBe(isCut);
});

it('requests no page beyond what it reads', async () => {
  count = 100_000;
  await read();
  expect(requested).toHaveLength(MOST_EVENTS / PAGE + 1);
});
