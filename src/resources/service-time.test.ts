import { expect, it } from 'vitest';
import { DAY_MS } from '#protocol/time-units.ts';
import { arm, configureArm } from '#arm/arm.ts';
import { ownTime, serviceTime } from './service-time.ts';

it('is what the last responses said, both ways', async () => {
  const answeredAt = new Date(Date.now() + 365 * DAY_MS);
  configureArm({
    endpoint: 'https://arm.example',
    tokens: { token: () => Promise.resolve('a token'), refused: () => undefined },
    fetch: () => Promise.resolve(Response.json({}, { headers: { Date: answeredAt.toUTCString() } })),
  });
  expect(Math.abs(serviceTime() - Date.now())).toBeLessThan(1_000);
  await arm.read('/subscriptions', { apiVersion: '2022-12-01' });
  expect(Math.abs(serviceTime() - answeredAt.getTime())).toBeLessThan(5_000);
  expect(ownTime(serviceTime(1_000))).toBe(1_000);
});
