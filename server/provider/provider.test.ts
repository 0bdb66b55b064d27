/**
 * What a host may rely on beyond the wire: work that survives, rights that take time, and faults that reveal nothing.
 */
import { ROLE_IDS } from '#protocol/authorization.ts';
import type { Job, OperationStatus, Page } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { describe, expect, it, vi } from 'vitest';
import {
  ended,
  grant,
  INSTANCE,
  instance,
  open,
  pointsOf,
  protect,
  SERVER,
  startBackup,
  world,
  type Laboratory,
} from '../testing/laboratory.ts';
import { createManualClock } from './memory/clock.ts';
import { createMemoryPorts } from './memory/memory-ports.ts';
import { createProvider } from './provider.ts';
import { DATA_GROUP, seed, SUBSCRIPTION_ID, VAULT_ID } from './seed.ts';

const SOMEBODY = {
  objectId: '44444444-4444-4444-8444-444444444440',
  name: 'somebody',
  displayName: 'Somebody',
  type: 'User',
} as const;

describe('a backup', () => {
  it('shows its bytes while it runs and keeps its point by the calendar', async () => {
    const laboratory = await open();
    await protect(laboratory);
    const jobId = await startBackup(laboratory);
    for (let seconds = 0; seconds < 40; seconds += 1) await laboratory.clock.advance(1_000);
    const running = (await laboratory.get<Job>(jobId)).properties;
    expect(running.status).toBe('InProgress');
    expect(running.extendedInfo?.dataTransferredInBytes).toBeGreaterThan(100 * 1024 ** 2);
    expect(running.extendedInfo?.subTasks.map(({ taskStatus }) => taskStatus)).toEqual([
      'Completed',
      'Completed',
      'InProgress',
      'InProgress',
      'NotStarted',
    ]);
    expect(Number(running.extendedInfo?.subTasks[2]?.taskProgress)).toBeGreaterThan(10);

    const completed = await ended(laboratory, jobId);
    expect(completed.status).toBe('Completed');
    expect(completed.duration).toMatch(/^PT1M\d+(\.\d+)?S$/);
    const [point] = await pointsOf(laboratory);
    expect(point?.properties.recoveryPointTime).toMatch(/^2026-01-31T10:0\d/);
    expect(point?.properties.expiryTime).toMatch(/^2029-01-31T10:0\d/);
    await laboratory.stop();
  });

  it('writes its progress at most once a second', async () => {
    const laboratory = await open();
    await protect(laboratory);
    const { store } = laboratory.ports;
    await startBackup(laboratory);
    const transact = vi.spyOn(store, 'transact');
    for (let step = 0; step < 300; step += 1) await laboratory.clock.advance(100);
    expect(transact.mock.calls.length).toBeGreaterThan(2);
    expect(transact.mock.calls.length).toBeLessThan(40);
    await laboratory.stop();
  });

  it('whose server died ends as Failed after the next start, leaves nothing behind, and the next one succeeds', async () => {
    const before = await open();
    await protect(before);
    const jobId = await startBackup(before);
    await before.clock.advance(30_000);
    // A killed process leaves what was committed; nothing is stopped regularly.
    const saved = before.ports.save();

    const after = await open({ saved }, {}, createManualClock('2026-01-31T11:00:00Z'));
    const properties = await ended(after, jobId);
    expect(properties.status).toBe('Failed');
    expect(properties.errorDetails?.[0]).toMatchObject({
      code: 'BackupInterrupted',
      message: 'The server that ran this backup stopped before the backup was finished.',
      recommendedAction: ['Start the backup again.'],
    });
    expect(await pointsOf(after)).toEqual([]);
    expect(JSON.parse(after.ports.save())).toMatchObject({ points: {} });

    const next = await startBackup(after);
    expect((await ended(after, next)).status).toBe('Completed');
    expect(await pointsOf(after)).toHaveLength(1);
    await after.stop();
  });

  it('that is running when the server is stopped ends as Failed at once', async () => {
    const laboratory = await open();
    await protect(laboratory);
    const jobId = await startBackup(laboratory);
    await laboratory.clock.advance(30_000);
    const stopped = laboratory.stop(1_000);
    await laboratory.clock.advance(1_000);
    await stopped;
    expect((await laboratory.get<Job>(jobId)).properties).toMatchObject({
      status: 'Failed',
      errorDetails: [{ code: 'BackupInterrupted' }],
    });
  });

  it('that meets a bug ends as Failed with a general message, and the log has the error', async () => {
    const log = vi.fn();
    const laboratory = await open({ log });
    await protect(laboratory);
    vi.spyOn(laboratory.ports.engine, 'backUp').mockRejectedValue(new TypeError('secret detail'));
    const properties = await ended(laboratory, await startBackup(laboratory));
    expect(properties.status).toBe('Failed');
    expect(properties.errorDetails?.[0]?.code).toBe('CloudInternalError');
    expect(JSON.stringify(properties)).not.toContain('secret detail');
    expect(log).toHaveBeenCalledWith('work failed unexpectedly', expect.objectContaining({ kind: 'backup' }), 'error');
    await laboratory.stop();
  });

  it('does not say Completed when its bytes cannot be read back', async () => {
    const laboratory = await open();
    await protect(laboratory);
    const { vaultStorage } = laboratory.ports;
    const begin = vaultStorage.begin.bind(vaultStorage);
    vi.spyOn(vaultStorage, 'begin').mockImplementation(async (point) => {
      const writer = await begin(point);
      return {
        ...writer,
        write: async (part, plain) => ({ ...(await writer.write(part, plain)), storedSha256: 'something else' }),
      };
    });
    const jobId = await startBackup(laboratory);
    expect(await ended(laboratory, jobId)).toMatchObject({
      status: 'Failed',
      errorDetails: [{ code: 'RecoveryPointDamaged' }],
    });
    expect(await pointsOf(laboratory)).toEqual([]);
    await laboratory.stop();
  });
});

describe('a backup whose last response from the store is lost', () => {
  it('keeps its bytes, because it may have ended well', async () => {
    const laboratory = await open();
    await protect(laboratory);
    const jobId = await startBackup(laboratory);
    const { store, vaultStorage } = laboratory.ports;
    const transact = store.transact.bind(store);
    const verify = vaultStorage.verify.bind(vaultStorage);
    vi.spyOn(vaultStorage, 'verify').mockImplementation(async (point, signal) => {
      await verify(point, signal);
      vi.spyOn(store, 'transact').mockImplementationOnce(async (change) => {
        await transact(change);
        throw new Error('The connection was lost after the commit.');
      });
    });
    expect((await ended(laboratory, jobId)).status).toBe('Completed');
    const points = await pointsOf(laboratory);
    expect(points).toHaveLength(1);
    const { points: kept } = JSON.parse(laboratory.ports.save()) as { points: Record<string, unknown> };
    expect(Object.keys(kept)).toHaveLength(1);
    await laboratory.stop();
  });
});

describe('deleted backups', () => {
  it('are kept for the vault’s days and then removed for good', async () => {
    const laboratory = await open();
    await protect(laboratory);
    await ended(laboratory, await startBackup(laboratory));
    expect((await laboratory.send('DELETE', INSTANCE)).status).toBe(202);
    await laboratory.clock.advance(1_000);
    const kept = `${VAULT_ID}/deletedBackupInstances`;
    await laboratory.clock.advance(13 * DAY_MS);
    expect((await laboratory.get<Page<unknown>>(kept)).value).toHaveLength(1);
    await laboratory.clock.advance(DAY_MS);
    expect((await laboratory.get<Page<unknown>>(kept)).value).toEqual([]);
    expect(JSON.parse(laboratory.ports.save())).toMatchObject({ points: {} });
    await laboratory.stop();
  });
});

describe('the readiness check', () => {
  const validate = async ({ send, get, clock }: Laboratory): Promise<string> => {
    const accepted = await send('POST', `${VAULT_ID}/validateForBackup`, { backupInstance: instance });
    await clock.advance(2_000);
    return (await get<OperationStatus>(accepted.headers.get('azure-asyncoperation') ?? '')).status;
  };

  it('fails until a new role has arrived, when arriving takes time', async () => {
    const laboratory = await open({}, { rolePropagationMs: 60_000 });
    await grant(laboratory);
    expect(await validate(laboratory)).toBe('Failed');
    await laboratory.clock.advance(60_000);
    expect(await validate(laboratory)).toBe('Succeeded');
    await laboratory.stop();
  });

  it('that was going on when the server died is done again', async () => {
    const before = await open();
    await grant(before);
    const accepted = await before.send('POST', `${VAULT_ID}/validateForBackup`, { backupInstance: instance });
    const link = accepted.headers.get('azure-asyncoperation') ?? '';
    expect((await before.get<OperationStatus>(link)).status).toBe('Inprogress');
    const after = await open({ saved: before.ports.save() });
    await after.clock.advance(5_000);
    expect((await after.get<OperationStatus>(link)).status).toBe('Succeeded');
    await after.stop();
  });
});

it('reads a token behind any number of blanks, and the scheme in any case', async () => {
  const { provider, stop } = await open();
  const url = `https://arm.example${VAULT_ID}?api-version=2025-07-01`;
  const answer = await provider.fetch(new Request(url, { headers: { Authorization: 'bEARER   operator' } }));
  expect(answer.status).toBe(200);
  await stop();
});

describe('lists', () => {
  it('leave out what the caller may not read', async () => {
    const laboratory = await open();
    const list = `/subscriptions/${SUBSCRIPTION_ID}/providers/${SERVER_TYPE}`;
    const idsFor = async (as: string): Promise<string[]> =>
      (await laboratory.get<Page<{ id: string }>>(list, as)).value.map(({ id }) => id);
    expect(await idsFor('operator')).toHaveLength(2);
    expect(await idsFor('data-owner')).toEqual([SERVER]);
    const vaults = `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.DataProtection/backupVaults`;
    expect((await laboratory.get<Page<unknown>>(vaults, 'data-owner')).value).toEqual([]);
    const groups = await laboratory.get<Page<{ name: string }>>(
      `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups`,
      'data-owner',
    );
    expect(groups.value.map(({ name }) => name)).toEqual([DATA_GROUP]);
    await laboratory.stop();
  });
});

describe('a bug', () => {
  it('becomes a 500 that shows only the id under which the log has the error', async () => {
    const log = vi.fn();
    const laboratory = await open({ log });
    vi.spyOn(laboratory.ports.store, 'transact').mockRejectedValue(new Error('select password from secrets'));
    const answer = await laboratory.send('GET', VAULT_ID);
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).not.toContain('secrets');
    const requestId = answer.headers.get('x-ms-request-id') ?? '';
    expect(text).toContain(requestId);
    expect(log).toHaveBeenCalledWith('request failed', expect.objectContaining({ requestId }), 'error');
    await laboratory.stop();
  });
});

it('a body whose sender disconnects in the middle is not a bug: nothing is logged', async () => {
  const log = vi.fn();
  const ports = createMemoryPorts({ people: [{ token: 'somebody', principal: SOMEBODY }], log });
  await seed(ports, { people: [{ principal: SOMEBODY, roles: [{ roleId: ROLE_IDS.owner }] }], servers: [] });
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error('aborted')) });
  const answer = await createProvider(ports).fetch(
    new Request(`https://arm.example${VAULT_ID}?api-version=2025-07-01`, {
      ...{ method: 'PUT', headers: { authorization: 'Bearer somebody' }, body, duplex: 'half' },
    }),
  );
  expect(answer.status).toBe(400);
  expect(log).not.toHaveBeenCalled();
});

describe('seeding', () => {
  it('does nothing when there is a world already', async () => {
    const laboratory = await open();
    const before = laboratory.ports.save();
    await seed(laboratory.ports, world);
    expect(laboratory.ports.save()).toBe(before);
    await laboratory.stop();
  });
});
