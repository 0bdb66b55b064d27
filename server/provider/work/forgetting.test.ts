/** How long a caller can read the result of an operation. */
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '#protocol/time-units.ts';
import { grant, INSTANCE, instance, open } from '../../testing/laboratory.ts';
import { operations } from '../records.ts';

describe('an operation that has ended', () => {
  it('is kept for a week, and then forgotten', async () => {
    const laboratory = await open();
    const { clock, send, stop, ports } = laboratory;
    await grant(laboratory);
    const accepted = await send('PUT', INSTANCE, { properties: instance });
    const status = accepted.headers.get('azure-asyncoperation') ?? '';

    await clock.advance(7 * DAY_MS);
    expect((await send('GET', status)).status).toBe(200);

    await clock.advance(2 * DAY_MS);
    const answer = await send('GET', status);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'OperationNotFound' } });
    expect(await ports.store.transact((tx) => tx.count(operations))).toBe(0);
    await stop();
  });

  it('goes with all others of its day, however many they are', async () => {
    const { clock, send, stop, ports } = await open();
    const MANY = 1_203;
    await ports.store.transact(async (tx) => {
      for (let at = 0; at < MANY; at += 1) {
        await tx.put(operations, `old-${String(at)}`, {
          name: `old-${String(at)}`,
          trackedUnder: 'vault',
          vaultId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/v',
          location: 'westeurope',
          // One that hangs is kept, so that somebody sees it.
          status: at === 600 ? 'Inprogress' : 'Succeeded',
          startTime: '2026-01-01T00:00:00.0000000Z',
        });
      }
    });
    expect((await send('PUT', INSTANCE, { properties: instance })).status).toBe(201);
    await clock.advance(9 * DAY_MS);
    const left = await ports.store.transact((tx) => tx.list(operations));
    expect(left.map(({ key }) => key)).toEqual(['old-600']);
    await stop();
  });
});
