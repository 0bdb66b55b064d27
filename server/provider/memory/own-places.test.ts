/** Whatever the servers of one subscription do, the backups of another begin (decision 41). */
import { expect, it, vi } from 'vitest';
import { LANES } from '../lanes.ts';
import type { WorkItem } from '../work-items.ts';
import { createManualClock } from './clock.ts';
import { createMemoryWork } from './work.ts';

const backupOf = (subscription: string, number: number): WorkItem => ({
  kind: 'backup',
  id: `${subscription} ${String(number)}`,
  payload: { jobId: `/subscriptions/${subscription}/jobs/${String(number)}` },
  serverId: `/subscriptions/${subscription}/resourceGroups/g/providers/p/servers/${String(number)}`,
});

it.each([
  ['hang', true],
  ['give a byte now and then', false],
])('forty servers of a subscription that %s leave a place to each other subscription', async (_, isStill) => {
  const clock = createManualClock('2026-01-01T00:00:00Z');
  const work = createMemoryWork({ clock, log: vi.fn(), onChange: () => undefined });
  const begun: string[] = [];
  const end = new Map<string, () => void>();
  await work.start((item, { standsStill }) => {
    begun.push(item.id);
    if (item.id.startsWith('hostile')) standsStill?.(isStill);
    return new Promise<void>((resolve) => end.set(item.id, resolve));
  });
  work.add(Array.from({ length: 40 }, (__, at) => backupOf('hostile', at)));
  await clock.advance(60_000);
  const { atOnce, standIns } = LANES.long;
  expect(begun).toHaveLength(isStill ? atOnce + standIns : atOnce);
  begun.length = 0;
  work.add([backupOf('one', 1), backupOf('one', 2), backupOf('TWO', 1), backupOf('two', 2), backupOf('hostile', 99)]);
  await clock.advance(60_000);
  expect(begun).toEqual(['one 1', 'TWO 1']);
  end.get('one 1')?.();
  await clock.advance(0);
  expect(begun).toEqual(['one 1', 'TWO 1', 'one 2']);
});
