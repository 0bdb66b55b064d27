/** Attacks on an immutable vault: everything that deletes a recovery point before its time, or shortens that time. */
import type { DeletedBackupInstance, OperationStatus, Page, Vault } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { idKey } from '#protocol/resource-id.ts';
import { describe, expect, it } from 'vitest';
import {
  ended,
  INSTANCE,
  instance,
  open,
  pointsOf,
  protect,
  refusalOf,
  SERVER,
  startBackup,
  type Laboratory,
} from '../testing/laboratory.ts';
import { vaults } from './records.ts';
import { POLICY_ID, VAULT_ID } from './seed.ts';

const DENIED = 'UserErrorOperationDeniedOnImmutableItem';

const immutability = (state: string) => ({ securitySettings: { immutabilitySettings: { state } } });
const softDelete = (state: string, retentionDurationInDays?: number) => ({
  securitySettings: { softDeleteSettings: { state, retentionDurationInDays } },
});

/** A protected server with one recovery point, which the monthly rule keeps for three years. */
async function withPoint(): Promise<Laboratory> {
  const laboratory = await open();
  await protect(laboratory);
  expect((await ended(laboratory, await startBackup(laboratory))).status).toBe('Completed');
  return laboratory;
}

const patchVault = async ({ send, clock }: Laboratory, properties: unknown): Promise<Response> => {
  const answer = await send('PATCH', VAULT_ID, { properties });
  await clock.advance(1_000);
  return answer;
};

async function withImmutablePoint(state: string, ...settings: unknown[]): Promise<Laboratory> {
  const laboratory = await withPoint();
  for (const each of [...settings, immutability(state)]) {
    expect((await patchVault(laboratory, each)).status).toBe(202);
  }
  return laboratory;
}

const policyWith = async ({ get }: Laboratory, change: (text: string) => string): Promise<unknown> => {
  const { properties } = await get<BackupPolicy>(POLICY_ID);
  return { properties: JSON.parse(change(JSON.stringify(properties))) as unknown };
};

// A state is kept in the case in which it was sent.
describe.each(['Unlocked', 'LOCKED'])('an immutable vault, %s,', (state) => {
  it('does not let an instance be deleted that holds recovery points, with soft delete or without', async () => {
    for (const settings of [[], [softDelete('Off')]]) {
      const laboratory = await withImmutablePoint(state, ...settings);
      expect(await refusalOf(await laboratory.send('DELETE', INSTANCE))).toEqual([400, DENIED]);
      await laboratory.clock.advance(20 * DAY_MS);
      expect(await pointsOf(laboratory)).not.toHaveLength(0);
      await laboratory.stop();
    }
  });

  it('does not let soft delete be turned off or its days be fewer, by PATCH or by PUT', async () => {
    const laboratory = await withImmutablePoint(state, softDelete('On', 30));
    const { location, properties } = await laboratory.get<Vault>(VAULT_ID);
    for (const weaker of [softDelete('Off'), softDelete('off', 30), softDelete('On', 14)]) {
      expect(await refusalOf(await patchVault(laboratory, weaker))).toEqual([400, DENIED]);
      const { storageSettings } = properties;
      const put = await laboratory.send('PUT', VAULT_ID, { location, properties: { storageSettings, ...weaker } });
      expect(await refusalOf(put)).toEqual([400, DENIED]);
    }
    expect((await patchVault(laboratory, softDelete('AlwaysOn', 60))).status).toBe(202);
    await laboratory.stop();
  });

  it('does not let immutability and soft delete be turned off in one step', async () => {
    const laboratory = await withImmutablePoint(state);
    const both = {
      securitySettings: { ...immutability('Disabled').securitySettings, ...softDelete('Off').securitySettings },
    };
    expect((await refusalOf(await patchVault(laboratory, both)))[0]).toBe(400);
    await laboratory.stop();
  });

  it.each([
    ['a rule that keeps for a shorter time', (text: string) => text.replace('"P36M"', '"P35M"')],
    ['a month that is 30 days', (text: string) => text.replace('"P3M"', '"P90D"')],
    ['fewer points in a rule', (text: string) => text.replace('FirstOfMonth', 'FirstOfYear')],
    ['another order of rules', (text: string) => text.replace('"taggingPriority":10', '"taggingPriority":50')],
  ])('does not take a policy with %s', async (_, change) => {
    const laboratory = await withImmutablePoint(state);
    const body = await policyWith(laboratory, change);
    expect(await refusalOf(await laboratory.send('PUT', POLICY_ID, body))).toEqual([400, DENIED]);
    await laboratory.stop();
  });

  it('takes a policy that keeps longer', async () => {
    const laboratory = await withImmutablePoint(state);
    const longer = await policyWith(laboratory, (text) => text.replace('"P36M"', '"P4Y"').replace('"P3M"', '"P100D"'));
    expect((await laboratory.send('PUT', POLICY_ID, longer)).status).toBe(200);
    await laboratory.stop();
  });

  it('does not move an instance to a policy that keeps for a shorter time', async () => {
    const laboratory = await withImmutablePoint(state);
    const short = `${VAULT_ID}/backupPolicies/short`;
    const body = await policyWith(laboratory, (text) => text.replace('"P36M"', '"P1M"'));
    expect((await laboratory.send('PUT', short, body)).status).toBe(200);
    const moved = await laboratory.send('PUT', INSTANCE, {
      properties: { ...instance, policyInfo: { policyId: short } },
    });
    expect(await refusalOf(moved)).toEqual([400, DENIED]);
    await laboratory.stop();
  });

  it('does not let what is retained for ever begin to expire', async () => {
    const laboratory = await withImmutablePoint(state);
    expect((await laboratory.send('POST', `${INSTANCE}/stopProtection`)).status).toBe(202);
    await laboratory.clock.advance(1_000);
    expect(await refusalOf(await laboratory.send('POST', `${INSTANCE}/suspendBackups`))).toEqual([400, DENIED]);
    expect((await laboratory.send('POST', `${INSTANCE}/resumeProtection`)).status).toBe(202);
    await laboratory.stop();
  });

  it('keeps its identity, its server and itself', async () => {
    const laboratory = await withImmutablePoint(state);
    const without = await laboratory.send('PATCH', VAULT_ID, { identity: { type: 'None' } });
    expect(await refusalOf(without)).toEqual([400, DENIED]);
    expect((await laboratory.send('DELETE', SERVER)).status).toBe(409);
    expect((await laboratory.send('DELETE', VAULT_ID)).status).toBe(400);
    expect((await laboratory.send('DELETE', POLICY_ID)).status).toBe(400);
    await laboratory.stop();
  });

  it('lets an instance go whose points have all had their time', async () => {
    const laboratory = await withImmutablePoint(state);
    expect((await laboratory.send('POST', `${INSTANCE}/suspendBackups`)).status).toBe(202);
    await laboratory.clock.advance(3 * 366 * DAY_MS);
    // The last one stays, though its time is over.
    expect(await pointsOf(laboratory)).toHaveLength(1);
    expect((await laboratory.send('DELETE', INSTANCE)).status).toBe(202);
    await laboratory.stop();
  }, 20_000);

  it('keeps what was deleted before until its time is over', async () => {
    const laboratory = await withPoint();
    expect((await laboratory.send('DELETE', INSTANCE)).status).toBe(202);
    await laboratory.clock.advance(1_000);
    expect((await patchVault(laboratory, immutability(state))).status).toBe(202);
    const deleted = () => laboratory.get<Page<DeletedBackupInstance>>(`${VAULT_ID}/deletedBackupInstances`);
    await laboratory.clock.advance(15 * DAY_MS);
    const [kept] = (await deleted()).value;
    // Made on 31 January 2026, and kept for 36 months.
    expect(kept?.properties.deletionInfo.scheduledPurgeTime).toMatch(/^2029-01-31/);
    await laboratory.clock.advance(3 * 366 * DAY_MS);
    expect((await deleted()).value).toHaveLength(0);
    await laboratory.stop();
  }, 20_000);

  it('that became one after a delete was accepted refuses it then, and the instance is protected as before', async () => {
    const laboratory = await withPoint();
    const { ports, send, get, clock } = laboratory;
    await laboratory.stop();
    const accepted = await send('DELETE', INSTANCE);
    await ports.store.transact(async (tx) => {
      const vault = (await tx.get(vaults, idKey(VAULT_ID)))?.value as Vault;
      const { securitySettings } = vault.properties;
      const properties = {
        ...vault.properties,
        securitySettings: { ...securitySettings, immutabilitySettings: { state } },
      };
      await tx.put(vaults, idKey(VAULT_ID), { ...vault, properties });
    });
    const { stop } = await ports.work.start(laboratory.provider.perform);
    await clock.advance(1_000);
    const { status, error } = await get<OperationStatus>(accepted.headers.get('azure-asyncoperation') ?? '');
    expect([status, error?.code]).toEqual(['Failed', DENIED]);
    expect(await get(INSTANCE)).toMatchObject({ properties: { currentProtectionState: 'ProtectionConfigured' } });
    await stop();
  });
});

it('immutability is turned off when it is unlocked, and then an instance can be deleted; never when it is locked', async () => {
  const unlocked = await withImmutablePoint('Unlocked');
  expect((await patchVault(unlocked, immutability('Disabled'))).status).toBe(202);
  expect((await unlocked.send('DELETE', INSTANCE)).status).toBe(202);
  await unlocked.stop();

  const locked = await withImmutablePoint('Locked');
  for (const state of ['Disabled', 'Unlocked', 'disabled']) {
    const answer = await patchVault(locked, immutability(state));
    expect(await refusalOf(answer)).toEqual([400, 'UserErrorUnsupportedVaultImmutabilityStateChange']);
  }
  await locked.stop();
});
