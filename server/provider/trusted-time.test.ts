/** A clock that jumps deletes nothing: neither by expiry nor by purge, and no immutable vault lets go of anything by it. */
import type { DeletedBackupInstance, Page, Vault } from '#protocol/data-protection.ts';
import { DAY_MS, HOUR_MS } from '#protocol/time-units.ts';
import type { ErrorEnvelope } from '#protocol/errors.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { ended, INSTANCE, open, pointsOf, protect, startBackup, type Laboratory } from '../testing/laboratory.ts';
import { createManualClock } from './memory/clock.ts';
import { VAULT_ID } from './seed.ts';
import { confirmTime, noteTime } from './trusted-time.ts';
const YEARS_MS = 4 * 366 * DAY_MS;

let laboratory: Laboratory;
afterEach(() => laboratory.stop());

/** Two points of three years each, in a vault whose machine keeps its own time. */
async function twoPoints(): Promise<void> {
  const clock = { ...createManualClock('2026-01-31T10:00:00Z'), isMovedOnPurpose: false };
  laboratory = await open({}, {}, clock);
  await noteTime(laboratory.ports);
  await protect(laboratory);
  for (let count = 0; count < 2; count += 1) {
    expect((await ended(laboratory, await startBackup(laboratory))).status).toBe('Completed');
  }
  // No schedule of the policy, which would add points of its own.
  expect((await laboratory.send('POST', `${INSTANCE}/suspendBackups`)).status).toBe(202);
  await laboratory.clock.advance(1_000);
}

/** Time that passes, as a server notes it. */
async function pass(days: number): Promise<void> {
  for (let hours = 0; hours < days * 24; hours += 6) {
    await laboratory.clock.advance(6 * HOUR_MS);
    await noteTime(laboratory.ports);
  }
}

const jump = async (ms = YEARS_MS) => {
  await laboratory.clock.advance(ms);
  const found = await noteTime(laboratory.ports);
  await laboratory.clock.advance(60_000);
  return found;
};

const deleted = async () =>
  (await laboratory.get<Page<DeletedBackupInstance>>(`${VAULT_ID}/deletedBackupInstances`)).value;

describe('a clock that jumps ahead by four years', () => {
  it('lets no recovery point expire until somebody confirms it', async () => {
    await twoPoints();
    expect(await jump()).toBeDefined();
    expect(await pointsOf(laboratory)).toHaveLength(2);

    expect(await confirmTime(laboratory.ports)).toMatchObject({ from: expect.any(Date) as Date });
    await laboratory.clock.advance(60_000);
    // The last one always stays.
    expect(await pointsOf(laboratory)).toHaveLength(1);
    expect(await noteTime(laboratory.ports)).toBeUndefined();
  });

  it('purges nothing that was deleted softly, and does once it is confirmed', async () => {
    await twoPoints();
    expect((await laboratory.send('DELETE', INSTANCE)).status).toBe(202);
    await laboratory.clock.advance(60_000);
    await jump();
    expect(await deleted()).toHaveLength(1);
    await confirmTime(laboratory.ports);
    await laboratory.clock.advance(60_000);
    expect(await deleted()).toHaveLength(0);
  });

  it('does not let an instance be deleted whose points an immutable vault holds', async () => {
    await twoPoints();
    const immutable = { properties: { securitySettings: { immutabilitySettings: { state: 'Locked' } } } };
    expect((await laboratory.send('PATCH', VAULT_ID, immutable)).status).toBe(202);
    await laboratory.clock.advance(1_000);
    await jump();
    const answer = await laboratory.send('DELETE', INSTANCE);
    expect([answer.status, ((await answer.json()) as ErrorEnvelope).error.code]).toEqual([
      400,
      'UserErrorOperationDeniedOnImmutableItem',
    ]);
  });

  it('is shown on each vault, with advice, while it lasts', async () => {
    await twoPoints();
    const notice = async () => (await laboratory.get<Vault>(VAULT_ID)).properties.clockNotice;
    expect(await notice()).toBeUndefined();
    await jump();
    expect(await notice()).toMatchObject({
      since: expect.stringMatching(/^2026-01-31T/) as string,
      message: expect.stringContaining('npm run confirm-clock') as string,
    });
    await confirmTime(laboratory.ports);
    expect(await notice()).toBeUndefined();
  });
});

it('time that passes is not a jump: what is due is deleted', async () => {
  await twoPoints();
  expect((await laboratory.send('DELETE', INSTANCE)).status).toBe(202);
  await pass(15);
  expect(await deleted()).toHaveLength(0);
});

it('what expires after a clock was ahead, and right again, goes at its time', async () => {
  let setBy = 0;
  const steady = createManualClock('2026-01-31T10:00:00Z');
  const clock = { ...steady, isMovedOnPurpose: false, now: () => new Date(steady.now().getTime() + setBy) };
  laboratory = await open({}, {}, clock);
  await noteTime(laboratory.ports);
  await protect(laboratory);
  for (let count = 0; count < 3; count += 1) {
    expect((await ended(laboratory, await startBackup(laboratory))).status).toBe('Completed');
  }
  expect((await laboratory.send('POST', `${INSTANCE}/suspendBackups`)).status).toBe(202);
  await laboratory.clock.advance(1_000);
  // Everything that waits for its time in the queue has it now.
  setBy = 2 * YEARS_MS;
  await laboratory.ports.store.transact((tx) => tx.enqueue({ kind: 'forgetEvents', id: 'a move', payload: {} }));
  await laboratory.clock.advance(60_000);
  expect(await pointsOf(laboratory)).toHaveLength(3);
  setBy = 0;
  await noteTime(laboratory.ports);
  await pass(4 * 365);
  expect(await pointsOf(laboratory)).toHaveLength(1);
});

it('a clock that is moved on purpose may jump', async () => {
  await twoPoints();
  await laboratory.stop();
  laboratory = await open({ saved: laboratory.ports.save() }, {}, createManualClock('2026-01-31T10:10:00Z'));
  await laboratory.clock.advance(YEARS_MS);
  expect(await pointsOf(laboratory)).toHaveLength(1);
});

it('a clock that was set back, and right again, keeps deleted data for all its days', async () => {
  const clock = { ...createManualClock('2026-06-01T00:00:00Z'), isMovedOnPurpose: false };
  laboratory = await open({}, {}, clock);
  await noteTime(laboratory.ports);
  const right = laboratory.ports.save();
  await laboratory.stop();

  const early = { ...createManualClock('2026-01-31T10:00:00Z'), isMovedOnPurpose: false };
  laboratory = await open({ saved: right }, {}, early);
  await protect(laboratory);
  expect((await ended(laboratory, await startBackup(laboratory))).status).toBe('Completed');
  expect((await laboratory.send('DELETE', INSTANCE)).status).toBe(202);
  await laboratory.clock.advance(60_000);
  const [kept] = await deleted();
  expect(kept?.properties.deletionInfo.scheduledPurgeTime).toMatch(/^2026-06-15/);
});
