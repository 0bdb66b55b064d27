/** A backup instance and the policy that it goes by: the one is not without the other. */
import type { BackupInstance } from '#protocol/data-protection.ts';
import type { ErrorBody } from '#protocol/errors.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { idKey } from '#protocol/resource-id.ts';
import { expect, it } from 'vitest';
import { instance, INSTANCE, open, protect, type Laboratory } from '../testing/laboratory.ts';
import { policies } from './records.ts';
import { POLICY_ID } from './seed.ts';

const OTHER_POLICY = `${POLICY_ID}-2`;

async function refusal(answer: Promise<Response>): Promise<[number, string, string]> {
  const { status, ...response } = await answer.then(async (got) => ({
    status: got.status,
    body: (await got.json()) as { error: ErrorBody },
  }));
  return [status, response.body.error.code, response.body.error.message];
}

const stateOf = async ({ get }: Laboratory): Promise<string> =>
  (await get<BackupInstance>(INSTANCE)).properties.currentProtectionState;

it('keeps the policy of an instance that is soft-deleted, until that is gone for good', async () => {
  const laboratory = await open();
  await protect(laboratory);
  const { send, clock } = laboratory;
  await clock.advance(2 * 86_400_000);
  expect((await send('DELETE', INSTANCE)).status).toBe(202);
  await clock.advance(60_000);
  expect(await refusal(send('DELETE', POLICY_ID))).toEqual([
    400,
    'UserErrorBackupPolicyInUse',
    expect.stringContaining('soft-deleted backup instance'),
  ]);
  await clock.advance(15 * 86_400_000);
  expect((await send('DELETE', POLICY_ID)).status).toBe(200);
  await laboratory.stop();
});

it('resumes no instance whose policy is gone, until it is given another', async () => {
  const laboratory = await open();
  await protect(laboratory);
  const { send, get, clock, ports } = laboratory;
  expect((await send('POST', `${INSTANCE}/stopProtection`)).status).toBe(202);
  await clock.advance(5_000);
  const { properties } = await get<BackupPolicy>(POLICY_ID);
  expect((await send('PUT', OTHER_POLICY, { properties })).status).toBe(200);
  // As older releases let it come.
  await ports.store.transact((tx) => tx.delete(policies, idKey(POLICY_ID)));

  expect((await refusal(send('POST', `${INSTANCE}/resumeProtection`))).slice(0, 2)).toEqual([
    400,
    'UserErrorBackupPolicyNotFound',
  ]);
  expect(await stateOf(laboratory)).toBe('ProtectionStopped');
  const given = await send('PUT', INSTANCE, {
    properties: { ...instance, policyInfo: { policyId: OTHER_POLICY } },
  });
  expect(given.status).toBe(201);
  await clock.advance(5_000);
  expect(await stateOf(laboratory)).toBe('ProtectionConfigured');
  await laboratory.stop();
});
