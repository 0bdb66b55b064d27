/** Copies of recovery points in the second storage of their vault, and what reads whichever is good. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LOCAL_STORAGE, type Job, type PointCopy, type RecoveryPoint } from '#protocol/data-protection.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#protocol/time-units.ts';
import { ended, INSTANCE, open, pointsOf, protect, startBackup, type Laboratory } from '../../testing/laboratory.ts';
import { atCopy, copyNameOf, type CopyName } from '../domain/point-copies.ts';
import { addressOf } from '../point-records.ts';
import { EngineFault, type PointAddress } from '../ports.ts';
import { copying, expiredPoints, recoveryPoints } from '../records.ts';
import { VAULT_ID } from '../seed.ts';
import { lastName } from '#protocol/resource-id.ts';

const OFFSITE = { name: 'offsite', type: 'S3' };
const away = () => new EngineFault('UserErrorVaultStorageFailed', 'The storage is away.', ['Wait.']);
const rotten = () => new EngineFault('RecoveryPointDamaged', 'A file is rotten.', []);

let laboratory: Laboratory;
beforeEach(async () => {
  laboratory = await open({ vaultStorages: [LOCAL_STORAGE, OFFSITE] });
});
afterEach(() => laboratory.stop());

const addCopies = async () => {
  const answer = await laboratory.send('PATCH', VAULT_ID, { properties: { copyStorage: { name: 'offsite' } } });
  expect(answer.status).toBe(202);
  await laboratory.clock.advance(5_000);
};
const backedUp = async (): Promise<RecoveryPoint> => {
  expect(await ended(laboratory, await startBackup(laboratory))).toMatchObject({ status: 'Completed' });
  return newest();
};
const newest = async (): Promise<RecoveryPoint> => {
  const [point] = await pointsOf(laboratory);
  if (!point) throw new Error('There is no recovery point.');
  return point;
};
const copies = async (): Promise<PointCopy[]> => (await newest()).properties.copies ?? [];
const states = async () => (await copies()).map(({ state }) => state);

const addressIn = async (name: CopyName): Promise<PointAddress> => {
  const [record] = await laboratory.ports.store.transact((tx) => tx.list(recoveryPoints));
  if (!record) throw new Error('There is no recovery point.');
  return atCopy(addressOf(record.value), name);
};
const manifestIn = async (name: CopyName) =>
  laboratory.ports.vaultStorage.manifest(await addressIn(name)).catch(() => undefined);

/** Reading these copies fails from here on. */
function spoil(names: CopyName[], fault: () => EngineFault) {
  const { vaultStorage } = laboratory.ports;
  const isIt = (point: PointAddress) => names.includes(copyNameOf(point));
  const read = vaultStorage.read.bind(vaultStorage);
  const verify = vaultStorage.verify.bind(vaultStorage);
  const spies = [
    vi.spyOn(vaultStorage, 'read').mockImplementation(async function* (point, ...rest) {
      if (isIt(point)) throw fault();
      yield* read(point, ...rest);
    }),
    vi.spyOn(vaultStorage, 'verify').mockImplementation(async (point, ...rest) => {
      if (isIt(point)) throw fault();
      await verify(point, ...rest);
    }),
  ];
  return () => spies.forEach((spy) => spy.mockRestore());
}

async function prove(operation: 'verify' | 'drill'): Promise<Job['properties']> {
  const answer = await laboratory.send('POST', `${(await newest()).id}/${operation}`);
  expect(answer.status).toBe(202);
  const status = await laboratory.get<{ properties: { jobId: string } }>(
    answer.headers.get('azure-asyncoperation') ?? '',
  );
  return ended(laboratory, status.properties.jobId);
}
const warningsOf = ({ extendedInfo }: Job['properties']): string[] =>
  (extendedInfo?.warningDetails ?? []).map(({ warning }) => `${warning.code}: ${warning.message}`);

describe('a vault with a second storage', () => {
  it('has each point copied there, the points of before among them', async () => {
    await protect(laboratory);
    await backedUp();
    expect((await newest()).properties).not.toHaveProperty('copies');
    await addCopies();
    expect(await copies()).toEqual([
      expect.objectContaining({ storage: 'local', state: 'Stored' }),
      expect.objectContaining({ storage: 'offsite', state: 'Stored', copiedTime: expect.any(String) as string }),
    ]);
    expect(await manifestIn('second')).toEqual(await manifestIn('first'));
    await backedUp();
    await laboratory.clock.advance(2_000);
    expect((await pointsOf(laboratory)).map(({ properties }) => properties.copies?.map(({ state }) => state))).toEqual([
      ['Stored', 'Stored'],
      ['Stored', 'Stored'],
    ]);
    expect(await laboratory.ports.store.transact((tx) => tx.count(copying))).toBe(0);
  });

  it('tries again what failed, with growing pauses, and says why and when', async () => {
    await protect(laboratory);
    await addCopies();
    const copy = vi.spyOn(laboratory.ports.vaultStorage, 'copy').mockRejectedValue(away());
    await backedUp();
    await laboratory.clock.advance(1_000);
    const now = laboratory.clock.now().getTime();
    const [, second] = await copies();
    expect(second).toMatchObject({ state: 'Failed', error: { code: 'UserErrorVaultStorageFailed' } });
    expect(new Date(second?.nextTry ?? 0).getTime() - now).toBeLessThanOrEqual(MINUTE_MS);
    expect(copy).toHaveBeenCalledTimes(1);
    await laboratory.clock.advance(MINUTE_MS);
    expect(copy).toHaveBeenCalledTimes(2);
    await laboratory.clock.advance(4 * MINUTE_MS);
    expect(copy).toHaveBeenCalledTimes(2);
    copy.mockRestore();
    await laboratory.clock.advance(2 * MINUTE_MS);
    expect(await states()).toEqual(['Stored', 'Stored']);
  });

  it('removes both copies of what expires, also of what is being copied', async () => {
    await protect(laboratory);
    await addCopies();
    await backedUp();
    await laboratory.clock.advance(2_000);
    const address = await addressIn('first');
    const { ports } = laboratory;
    const key = await ports.store.transact(async (tx) => {
      const [record] = await tx.list(recoveryPoints);
      await tx.put(copying, address.recoveryPointId, { instanceId: INSTANCE, holder: 'somebody', attempt: 1 });
      await tx.put(expiredPoints, address.recoveryPointId, { ...address, instanceId: INSTANCE });
      await tx.delete(recoveryPoints, record?.key ?? '');
      await tx.enqueue({ kind: 'expirePoints', id: 'one', payload: { instanceId: INSTANCE } });
      return address.recoveryPointId;
    });
    await laboratory.clock.advance(5_000);
    expect(await ports.vaultStorage.manifest({ ...address, copy: 'second' })).toBeDefined();
    await ports.store.transact(async (tx) => {
      await tx.delete(copying, key);
      await tx.enqueue({ kind: 'expirePoints', id: 'two', payload: { instanceId: INSTANCE } });
    });
    await laboratory.clock.advance(5_000);
    for (const name of ['first', 'second'] as const) {
      const { manifestSha256: _, ...any } = atCopy(address, name);
      expect(await ports.vaultStorage.manifest(any)).toBeUndefined();
    }
  });

  it('keeps the bytes of a deleted instance until a copy that is being made has ended, and then removes both', async () => {
    await protect(laboratory);
    await addCopies();
    const properties = { securitySettings: { softDeleteSettings: { state: 'Off' } } };
    expect((await laboratory.send('PATCH', VAULT_ID, { properties })).status).toBe(202);
    await laboratory.clock.advance(5_000);
    const { ports } = laboratory;
    const copy = ports.vaultStorage.copy.bind(ports.vaultStorage);
    vi.spyOn(ports.vaultStorage, 'copy').mockImplementation(async (...given) => {
      await laboratory.clock.sleep(MINUTE_MS);
      await copy(...given);
    });
    await backedUp();
    const { manifestSha256: _, ...address } = await addressIn('first');
    expect((await laboratory.send('DELETE', INSTANCE)).status).toBe(202);
    await laboratory.clock.advance(5_000);
    expect((await laboratory.send('GET', INSTANCE)).status).toBe(404);
    expect(await ports.vaultStorage.manifest(address)).toBeDefined();
    await laboratory.clock.advance(MINUTE_MS);
    for (const name of ['first', 'second'] as const) {
      expect(await ports.vaultStorage.manifest(atCopy(address, name))).toBeUndefined();
    }
    expect(await ports.store.transact(async (tx) => [await tx.count(copying), await tx.count(expiredPoints)])).toEqual([
      ...[0, 0],
    ]);
  });

  it('deletes an instance also while a storage is away, and the bytes when it is back', async () => {
    await protect(laboratory);
    await addCopies();
    const properties = { securitySettings: { softDeleteSettings: { state: 'Off' } } };
    expect((await laboratory.send('PATCH', VAULT_ID, { properties })).status).toBe(202);
    for (let at = 0; at < 2; at += 1) await backedUp();
    await laboratory.clock.advance(2_000);
    const { manifestSha256: _, ...address } = await addressIn('second');
    const { ports } = laboratory;
    const remove = vi.spyOn(ports.vaultStorage, 'remove').mockRejectedValue(away());
    expect((await laboratory.send('DELETE', INSTANCE)).status).toBe(202);
    await laboratory.clock.advance(5_000);
    expect((await laboratory.send('GET', INSTANCE)).status).toBe(404);
    const left = () => ports.store.transact((tx) => tx.count(expiredPoints));
    expect(await left()).toBe(2);
    remove.mockRestore();
    await laboratory.clock.advance(HOUR_MS);
    expect(await left()).toBe(0);
    expect(await ports.vaultStorage.manifest(address)).toBeUndefined();
  });

  it('waits long with a copy that took the process with it three times', async () => {
    await protect(laboratory);
    await addCopies();
    vi.spyOn(laboratory.ports.vaultStorage, 'copy').mockRejectedValue(away());
    const point = await backedUp();
    const { provider, clock, ports } = laboratory;
    await clock.advance(1_000);
    const added = vi.spyOn(ports.work, 'add');
    const payload = { instanceId: INSTANCE, pointId: point.id };
    await provider.perform(
      { kind: 'copyPoint', id: 'deadly', payload },
      { signal: new AbortController().signal, attempt: 4 },
    );
    const notBefore = new Date(clock.now().getTime() + 6 * HOUR_MS);
    expect(added.mock.calls.flat(2)).toMatchObject([
      { kind: 'copyPoint', payload, notBefore: notBefore.toISOString() },
    ]);
    const [, second] = await copies();
    expect(second?.error?.code).toBe('WorkEndedTheProcess');
    expect(new Date(second?.nextTry ?? 0)).toEqual(notBefore);
  });

  it('publishes no copy that a later attempt has taken over, and leaves that one alone', async () => {
    await protect(laboratory);
    await addCopies();
    const { store, vaultStorage } = laboratory.ports;
    const copy = vaultStorage.copy.bind(vaultStorage);
    let later = { instanceId: INSTANCE, holder: '', attempt: 0 };
    vi.spyOn(vaultStorage, 'copy').mockImplementationOnce(async (...given) => {
      await store.transact(async (tx) => {
        const [held] = await tx.list(copying);
        if (!held) throw new Error('Nothing is being copied.');
        later = { ...held.value, attempt: held.value.attempt + 1 };
        await tx.put(copying, held.key, later);
      });
      await copy(...given);
    });
    const point = await backedUp();
    await laboratory.clock.advance(2_000);
    expect(await manifestIn('second')).toBeUndefined();
    expect((await store.transact((tx) => tx.get(copying, lastName(point.id))))?.value).toEqual(later);
    expect(await states()).toEqual(['Stored', 'Waiting']);
  });

  it('removes what it has written of a point that went while it was paused', async () => {
    await protect(laboratory);
    await addCopies();
    const { store, vaultStorage } = laboratory.ports;
    const copy = vaultStorage.copy.bind(vaultStorage);
    vi.spyOn(vaultStorage, 'copy').mockImplementationOnce(async (...given) => {
      await store.transact(async (tx) => {
        for (const { key } of await tx.list(copying)) await tx.delete(copying, key);
        for (const { key } of await tx.list(recoveryPoints)) await tx.delete(recoveryPoints, key);
      });
      await copy(...given);
    });
    const remove = vi.spyOn(vaultStorage, 'remove');
    await ended(laboratory, await startBackup(laboratory));
    await laboratory.clock.advance(5_000);
    expect(remove).toHaveBeenCalledOnce();
    expect(await store.transact((tx) => tx.count(expiredPoints))).toBe(0);
  });

  it('copies nothing that went meanwhile, and lets go of it', async () => {
    await protect(laboratory);
    await addCopies();
    const point = await backedUp();
    await laboratory.clock.advance(2_000);
    const { store } = laboratory.ports;
    await store.transact(async (tx) => {
      const [record] = await tx.list(recoveryPoints);
      await tx.delete(recoveryPoints, record?.key ?? '');
      await tx.put(copying, lastName(point.id), { instanceId: INSTANCE, holder: 'late', attempt: 1 });
      await tx.enqueue({ kind: 'copyPoint', id: 'late', payload: { instanceId: INSTANCE, pointId: point.id } });
    });
    const copy = vi.spyOn(laboratory.ports.vaultStorage, 'copy');
    await laboratory.clock.advance(2_000);
    expect(copy).not.toHaveBeenCalled();
    expect(await store.transact((tx) => tx.count(copying))).toBe(0);
  });
});

describe('a point of which one copy is not good', () => {
  beforeEach(async () => {
    await protect(laboratory);
    await addCopies();
    await backedUp();
    await laboratory.clock.advance(2_000);
  });

  it('is verified by the other, says so, and has the damaged one made anew', async () => {
    const mend = spoil(['first'], rotten);
    const copy = vi.spyOn(laboratory.ports.vaultStorage, 'copy').mockRejectedValue(away());
    const job = await prove('verify');
    expect(job.status).toBe('CompletedWithWarnings');
    expect(warningsOf(job)).toEqual([expect.stringMatching(/^AnotherCopyUsed: .*'local'.*rotten.*'offsite'/)]);
    expect((await newest()).properties.proof).toMatchObject({ state: 'Verified' });
    await laboratory.clock.advance(1_000);
    expect((await copies())[0]).toMatchObject({ storage: 'local', state: 'Damaged' });
    mend();
    copy.mockRestore();
    await laboratory.clock.advance(2 * MINUTE_MS);
    expect(await states()).toEqual(['Stored', 'Stored']);
  });

  it('has the second one checked by a verification, too', async () => {
    const mend = spoil(['second'], rotten);
    const copy = vi.spyOn(laboratory.ports.vaultStorage, 'copy').mockRejectedValue(away());
    expect(warningsOf(await prove('verify'))).toEqual([expect.stringContaining("'offsite' could not be read")]);
    expect(await states()).toEqual(['Stored', 'Damaged']);
    expect((await newest()).properties.proof).toMatchObject({ state: 'Verified' });
    mend();
    // Another reading finds nothing wrong: it was the disk's.
    expect((await prove('verify')).status).toBe('Completed');
    expect(await states()).toEqual(['Stored', 'Stored']);
    copy.mockRestore();
  });

  it('is not damaged while a storage is away', async () => {
    spoil(['first'], away);
    const job = await prove('verify');
    expect(job.status).toBe('CompletedWithWarnings');
    expect(await states()).toEqual(['Stored', 'Stored']);
    expect((await newest()).properties.proof).toMatchObject({ state: 'Verified' });
  });

  it('is drilled from the other', async () => {
    spoil(['first'], rotten);
    const job = await prove('drill');
    expect(job.status).toBe('CompletedWithWarnings');
    expect((await newest()).properties.proof).toMatchObject({ state: 'Proven' });
  });

  it('is damaged when neither is good, and is not copied over', async () => {
    spoil(['first', 'second'], rotten);
    const copy = vi.spyOn(laboratory.ports.vaultStorage, 'copy').mockRejectedValue(away());
    const job = await prove('verify');
    expect(job.status).toBe('Failed');
    expect(job.errorDetails?.[0]).toMatchObject({ code: 'RecoveryPointDamaged' });
    expect(job.errorDetails?.[0]?.message).toContain("copy in 'offsite'");
    expect((await newest()).properties.proof).toMatchObject({ state: 'Damaged' });
    expect(await states()).toEqual(['Damaged', 'Damaged']);
    copy.mockClear();
    await laboratory.clock.advance(HOUR_MS);
    expect(copy).not.toHaveBeenCalled();
  });

  it('is damaged when its only copy is', async () => {
    vi.spyOn(laboratory.ports.vaultStorage, 'copy').mockRejectedValue(away());
    await laboratory.clock.advance(DAY_MS);
    await backedUp();
    spoil(['first'], rotten);
    expect((await prove('verify')).status).toBe('Failed');
    expect((await newest()).properties.proof).toMatchObject({ state: 'Damaged' });
  });

  it('shows what is in it', async () => {
    const { vaultStorage } = laboratory.ports;
    const manifest = vaultStorage.manifest.bind(vaultStorage);
    vi.spyOn(vaultStorage, 'manifest').mockImplementation((point) =>
      point.copy === undefined ? Promise.reject(away()) : manifest(point),
    );
    const answer = await laboratory.send('GET', `${(await newest()).id}/contents/default`);
    expect(answer.status).toBe(200);
  });
});
