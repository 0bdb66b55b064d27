import { expect, it, vi } from 'vitest';
import { DAY_MS } from '#protocol/time-units.ts';
import { LANES } from '../lanes.ts';
import type { Perform } from '../ports.ts';
import type { WorkItem } from '../work-items.ts';
import { createManualClock } from './clock.ts';
import { createMemoryWork, type SavedWork } from './work.ts';

const item = (id: string, more: Partial<WorkItem> = {}): WorkItem =>
  ({ kind: 'forgetEvents', id, payload: {}, ...more }) as WorkItem;

function open(saved?: SavedWork) {
  const clock = createManualClock('2026-01-01T00:00:00Z');
  const log = vi.fn();
  const work = createMemoryWork({ ...(saved && { saved }), clock, log, concurrency: 2, onChange: () => undefined });
  return { clock, log, work };
}

const forever = () => new Promise<never>(() => undefined);

it('does each item once, also when it was added twice', async () => {
  const { work, clock } = open();
  const perform = vi.fn<Perform>(() => Promise.resolve());
  await work.start(perform);
  work.add([item('a'), item('a'), item('b')]);
  await clock.advance(0);
  work.add([item('a')]);
  await clock.advance(0);
  expect(perform.mock.calls.map(([{ id }]) => id)).toEqual(['a', 'b']);
});

it('does no more at once than it may', async () => {
  const { work, clock } = open();
  const perform = vi.fn<Perform>(forever);
  await work.start(perform);
  work.add([item('a'), item('b'), item('c')]);
  await clock.advance(0);
  expect(perform).toHaveBeenCalledTimes(2);
});

it('waits until an item is due', async () => {
  const { work, clock } = open();
  const perform = vi.fn<Perform>(() => Promise.resolve());
  await work.start(perform);
  work.add([item('a', { notBefore: '2026-03-01T00:00:00Z' })]);
  await clock.advance(58 * DAY_MS);
  expect(perform).not.toHaveBeenCalled();
  await clock.advance(2 * DAY_MS);
  expect(perform).toHaveBeenCalledTimes(1);
});

it('tries again what threw, passes the attempt, and waits longer each time', async () => {
  const { work, clock } = open();
  const perform = vi.fn<Perform>(() => Promise.reject(new Error('no')));
  await work.start(perform);
  work.add([item('a')]);
  await clock.advance(16_000);
  expect(perform.mock.calls.map(([, { attempt }]) => attempt)).toEqual([1, 2, 3, 4, 5]);
});

it('does no more at one server than the lane allows, and goes on with others', async () => {
  const clock = createManualClock('2026-01-01T00:00:00Z');
  const work = createMemoryWork({ clock, log: vi.fn(), onChange: () => undefined });
  const perform = vi.fn<Perform>(forever);
  await work.start(perform);
  const check = (id: string, serverId: string) => item(id, { kind: 'validateForBackup', serverId });
  work.add(Array.from({ length: 8 }, (_, at) => check(`slow ${String(at)}`, '/servers/Slow')));
  work.add([check('other', '/servers/other'), item('run', { kind: 'runSchedule' })]);
  await clock.advance(0);
  expect(perform.mock.calls.map(([{ id }]) => id)).toEqual(['slow 0', 'slow 1', 'other', 'run']);
});

it('begins others in place of stalled items, and no more than the lane has stand-ins', async () => {
  const clock = createManualClock('2026-01-01T00:00:00Z');
  const work = createMemoryWork({ clock, log: vi.fn(), onChange: () => undefined });
  const { atOnce, standIns } = LANES.long;
  const reporting = new Map<string, (isStill: boolean) => void>();
  await work.start(({ id }, { standsStill }) => {
    reporting.set(id, (isStill) => standsStill?.(isStill));
    return forever();
  });
  work.add(Array.from({ length: 50 }, (_, at) => item(String(at), { kind: 'backup' })));
  await clock.advance(0);
  expect(reporting.size).toBe(atOnce);
  reporting.get('0')?.(true);
  reporting.get('0')?.(true);
  await clock.advance(0);
  expect(reporting.size).toBe(atOnce + 1);
  reporting.get('1')?.(true);
  reporting.get('1')?.(false);
  await clock.advance(0);
  expect(reporting.size).toBe(atOnce + 2);
  for (const report of reporting.values()) report(true);
  await clock.advance(0);
  for (let turn = 0; turn < 50; turn += 1) {
    for (const report of reporting.values()) report(true);
    await clock.advance(0);
  }
  expect(reporting.size).toBe(atOnce + standIns);
});

it('takes again, as another attempt, what was taken and not ended when it was saved', async () => {
  const before = open();
  await before.work.start(vi.fn<Perform>(forever));
  before.work.add([item('a')]);
  await before.clock.advance(0);
  const after = open(JSON.parse(JSON.stringify(before.work.save())) as SavedWork);
  const perform = vi.fn<Perform>(() => Promise.resolve());
  await after.work.start(perform);
  await after.clock.advance(0);
  expect(perform).toHaveBeenCalledWith(item('a'), expect.objectContaining({ attempt: 2 }));
});

it('aborts what runs when it stops, and keeps it for the next start', async () => {
  const { work, clock } = open();
  const { stop } = await work.start((_, { signal }) => clock.sleep(3_600_000, signal));
  work.add([item('a')]);
  await clock.advance(0);
  await stop();
  expect(work.save().waiting.map((entry) => [entry.item.id, entry.attempts])).toEqual([['a', 1]]);
});
