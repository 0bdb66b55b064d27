/** What monitoring reads, and who may read it. */
import { DAY_MS, HOUR_MS } from '#protocol/time-units.ts';
import { idKey } from '#protocol/resource-id.ts';
import { createManualClock } from '#provider/memory/clock.ts';
import { createMemoryPorts } from '#provider/memory/memory-ports.ts';
import { StoreUnavailable, type Ports } from '#provider/ports.ts';
import { instances, schedules, vaults } from '#provider/records.ts';
import {
  BACKUP_GROUP,
  instanceRecord,
  POLICY_ID,
  REGION,
  SUBSCRIPTION_ID,
  VAULT_ID,
  VAULT_NAME,
  vaultDocument,
  type SeedVault,
} from '#provider/seed.ts';
import { noteTime } from '#provider/trusted-time.ts';
import { Hono } from 'hono';
import { describe, expect, it, vi } from 'vitest';
import { readExposition } from '../../testing/exposition.ts';
import { ended, open, protect, startBackup } from '../../testing/laboratory.ts';
import { createMetrics, type MetricsLimits, type MetricsSources } from './metrics.ts';
import { metricsRoute } from './metrics-route.ts';

const NOTHING = { queue: { standing: () => Promise.resolve([]) }, running: { list: () => [] } };
const start = '2026-01-31T10:00:00Z';

const read = async (ports: Ports, limits: MetricsLimits = {}, more: Partial<MetricsSources> = {}) =>
  readExposition(await createMetrics({ ports, ...NOTHING, ...more }, limits).text());

const seeded: SeedVault = {
  name: VAULT_NAME,
  resourceGroup: BACKUP_GROUP,
  location: REGION,
  redundancy: 'LocallyRedundant',
};
const vault = { ...vaultDocument(seeded, crypto.randomUUID(), crypto.randomUUID()), id: VAULT_ID };

/** So many protected instances, each with a good point that is a day older than the last one's. */
async function estate(count: number, now = start) {
  const ports = createMemoryPorts({ people: [], clock: { ...createManualClock(now), isMovedOnPurpose: false } });
  await ports.store.transact(async (tx) => {
    for (let at = 0; at < count; at += 1) {
      const server = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-${String(at)}`;
      const record = instanceRecord(vault, POLICY_ID, server, `guid-${String(at)}`);
      const { id, properties } = record.resource;
      const newestGood = new Date(Date.parse(start) - at * DAY_MS).toISOString();
      await tx.put(instances, idKey(id), {
        ...record,
        newestGood,
        resource: {
          ...record.resource,
          properties: {
            ...properties,
            currentProtectionState: 'ProtectionConfigured',
            protectionStatus: { status: 'ProtectionConfigured' },
          },
        },
      });
      await tx.put(schedules, idKey(id), {
        instanceId: id,
        wakeAt: new Date(Date.parse(start) + HOUR_MS).toISOString(),
      });
    }
  });
  return ports;
}

describe('metrics', () => {
  it('tell of a job that ended, and of the point that it made', async () => {
    const laboratory = await open({}, {}, createManualClock(start), {
      after: (one) => one.kind === 'jobEnded' && metrics.jobEnded(one.job),
    });
    const metrics = createMetrics({ ports: laboratory.ports, ...NOTHING });
    await protect(laboratory);
    const before = await read(laboratory.ports);
    expect(before.value('backup_portal_newest_good_point_age_seconds')).toBe(Infinity);
    await ended(laboratory, await startBackup(laboratory));
    const after = readExposition(await metrics.text());
    expect(after.value('backup_portal_jobs_total', { kind: 'Backup', status: 'Completed' })).toBe(1);
    expect(after.value('backup_portal_job_duration_seconds_count', { kind: 'Backup' })).toBe(1);
    expect(after.value('backup_portal_job_bytes_sum', { kind: 'Backup' })).toBeGreaterThan(1024 ** 3);
    const labels = {
      subscription: SUBSCRIPTION_ID,
      resource_group: 'rg-backup',
      vault: 'bv-contoso-weu',
      backup_instance: 'pg-orders-1',
    };
    expect(after.value('backup_portal_newest_good_point_age_seconds', labels)).toBeLessThan(3600);
    expect(after.value('backup_portal_newest_proven_point_age_seconds', labels)).toBe(Infinity);
    expect(after.value('backup_portal_next_run_timestamp_seconds', labels)).toBe(
      Date.parse('2026-02-01T02:00:00Z') / 1000,
    );
    expect(after.value('backup_portal_backup_instances', { state: 'ProtectionConfigured' })).toBe(1);
    await laboratory.stop();
  });

  it('tell of the queue, of what runs, of vaults and of requests', async () => {
    const ports = await estate(1);
    await ports.store.transact((tx) => tx.put(vaults, idKey(VAULT_ID), vault));
    const world = {
      ...ports,
      vaultStorage: { ...ports.vaultStorage, room: () => Promise.resolve({ used: 7, free: 11 }) },
    };
    const metrics = createMetrics(
      {
        ports: world,
        queue: { standing: () => Promise.resolve([{ lane: 'long', state: 'waiting', count: 3, oldestSeconds: 60 }]) },
        running: { list: () => [{ kind: 'backup', id: 'w', seconds: 1 }] },
      },
      { keptMs: -1 },
    );
    metrics.answered({ method: 'GET', route: '/subscriptions/:subscription', status: 200, seconds: 0.1 });
    metrics.answered({ method: 'BREW', route: 'none', status: 404, seconds: 0.1 });
    await metrics.text();
    const told = readExposition(await metrics.text());
    expect(told.value('backup_portal_work_items', { lane: 'long', state: 'waiting' })).toBe(3);
    expect(told.value('backup_portal_work_oldest_seconds', { lane: 'long', state: 'waiting' })).toBe(60);
    expect(told.value('backup_portal_work_running', { kind: 'backup' })).toBe(1);
    expect(told.value('backup_portal_vault_used_bytes')).toBe(7);
    expect(told.value('backup_portal_vault_free_bytes')).toBe(11);
    expect(
      told.value('backup_portal_http_requests_total', {
        method: 'GET',
        route: '/subscriptions/:subscription',
        status: '200',
      }),
    ).toBe(1);
    expect(told.value('backup_portal_http_requests_total', { method: 'other', status: '404' })).toBe(1);
    expect(told.types.backup_portal_jobs_total).toBe('counter');
  });

  it('say of a vault in a bucket what it holds, and that nothing limits it', async () => {
    const ports = await estate(1);
    await ports.store.transact((tx) => tx.put(vaults, idKey(VAULT_ID), vault));
    const room = () => Promise.resolve({ used: 7 });
    const told = await read({ ...ports, vaultStorage: { ...ports.vaultStorage, room } });
    expect(told.value('backup_portal_vault_used_bytes')).toBe(7);
    expect(told.value('backup_portal_vault_free_bytes')).toBe(Infinity);
  });

  it('tell of a schedule that is late, and of a clock that has jumped', async () => {
    const onTime = await read(await estate(2));
    expect(onTime.value('backup_portal_schedules_late')).toBe(0);
    const late = await estate(2, '2026-01-31T11:20:00Z');
    expect((await read(late)).value('backup_portal_schedules_late')).toBe(2);

    const jumping = await estate(1);
    await noteTime(jumping);
    expect((await read(jumping)).value('backup_portal_clock_jumped')).toBe(0);
    const later = { ...jumping, clock: { ...createManualClock('2026-03-31T10:00:00Z'), isMovedOnPurpose: false } };
    expect((await read(later)).value('backup_portal_clock_jumped')).toBe(1);
  });

  it('are of so many instances one by one and no more: of those whose newest good point is the oldest', async () => {
    const told = await read(await estate(30), { mostInstances: 10 });
    const shown = told.all('backup_portal_newest_good_point_age_seconds').map(({ labels }) => labels.server);
    expect(shown).toHaveLength(10);
    expect(shown).toContain('pg-29');
    expect(shown).not.toContain('pg-0');
    expect(told.value('backup_portal_backup_instances_not_shown')).toBe(20);
    expect(told.value('backup_portal_backup_instances', { state: 'ProtectionConfigured' })).toBe(30);
  });

  it('take names as they are, whatever is in them', async () => {
    const ports = await estate(1);
    await ports.store.transact(async (tx) => {
      const [found] = await tx.list(instances);
      if (!found) return;
      const { resource } = found.value;
      const properties = { ...resource.properties, friendlyName: 'a "b"\\ \n# HELP x' };
      await tx.put(instances, found.key, { ...found.value, resource: { ...resource, properties } });
    });
    expect((await read(ports)).all('backup_portal_newest_good_point_age_seconds')[0]?.labels.server).toBe(
      'a "b"\\ \n# HELP x',
    );
  });

  it('say that the state is away, and nothing of what it was like', async () => {
    const world = await estate(3);
    const state = { isAway: false };
    const transact: Ports['store']['transact'] = (change) =>
      state.isAway ? Promise.reject(new StoreUnavailable('away', 'Away.')) : world.store.transact(change);
    const metrics = createMetrics(
      { ports: { ...world, store: { ...world.store, transact } }, ...NOTHING },
      { keptMs: -1 },
    );
    expect(readExposition(await metrics.text()).all('backup_portal_newest_good_point_age_seconds')).toHaveLength(3);
    state.isAway = true;
    const told = readExposition(await metrics.text());
    expect(told.value('backup_portal_state_up')).toBe(0);
    expect(told.all('backup_portal_newest_good_point_age_seconds')).toEqual([]);
    state.isAway = false;
    expect(readExposition(await metrics.text()).value('backup_portal_state_up')).toBe(1);
  });

  it('count what happened before anybody read them, however much', async () => {
    const metrics = createMetrics({ ports: createMemoryPorts({ people: [] }), ...NOTHING });
    const request = { method: 'GET', route: 'page', status: 200, seconds: 0.1 };
    for (let at = 0; at < 1_500; at += 1) metrics.answered(request);
    await vi.waitFor(async () =>
      expect(readExposition(await metrics.text()).value('backup_portal_http_requests_total')).toBe(1_500),
    );
  });

  it('can be read again after they could not be read once', async () => {
    const ports = createMemoryPorts({ people: [] });
    const list = vi.fn(() => [] as []);
    list.mockImplementationOnce(() => {
      throw new Error('once');
    });
    const metrics = createMetrics({ ports, ...NOTHING, running: { list } }, { keptMs: -1 });
    await expect(metrics.text()).rejects.toThrow('once');
    expect(readExposition(await metrics.text()).value('backup_portal_state_up')).toBe(1);
  });

  it('ask the state once for all who read within some seconds', async () => {
    const ports = createMemoryPorts({ people: [] });
    const standing = vi.fn(() => Promise.resolve([]));
    const metrics = createMetrics({ ports, ...NOTHING, queue: { standing } });
    await Promise.all(Array.from({ length: 20 }, () => metrics.text()));
    await metrics.text();
    expect(standing).toHaveBeenCalledTimes(1);
  });
});

describe('/metrics', () => {
  const metrics = { contentType: 'text/plain', text: () => Promise.resolve('x 1\n') };
  const ask = async (
    METRICS_TOKEN: string | undefined,
    remoteAddress: string,
    headers: Record<string, string> = {},
  ) => {
    const app = new Hono().route(
      '/',
      metricsRoute(() => metrics, { METRICS_TOKEN }),
    );
    const response = await app.request('/metrics', { headers }, { incoming: { socket: { remoteAddress } } });
    return response.status;
  };
  const TOKEN = 'a-token-of-some-length';

  it.each([
    [undefined, '127.0.0.1', {}, 200],
    [undefined, '::1', {}, 200],
    [undefined, '::ffff:127.0.0.1', {}, 200],
    [undefined, '10.0.0.7', {}, 403],
    [undefined, '127.0.0.1.example', {}, 403],
    [undefined, '127.0.0.1', { 'x-forwarded-for': '10.0.0.7' }, 403],
    [undefined, '127.0.0.1', { forwarded: 'for=10.0.0.7' }, 403],
    [TOKEN, '127.0.0.1', {}, 401],
    [TOKEN, '10.0.0.7', { authorization: 'Bearer another' }, 401],
    [TOKEN, '10.0.0.7', { authorization: TOKEN }, 401],
    [TOKEN, '10.0.0.7', { authorization: `Bearer ${TOKEN}` }, 200],
  ])('with the token %s, from %s with %j: %i', async (token, address, headers, status) => {
    expect(await ask(token, address, headers as Record<string, string>)).toBe(status);
  });
});
