/** Moving time ahead, as a person sees it over HTTP. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { BackupInstance, DeletedBackupInstance, Job, Page, RecoveryPoint } from '#protocol/data-protection.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { resourceGroupScope, resourceId, type ResourceId } from '#protocol/resource-id.ts';
import { expiryByRule } from '#protocol/retention.ts';
import { runsBetween } from '#protocol/schedule.ts';
import { tagOf } from '#protocol/tagging.ts';
import { createManualClock } from '#provider/memory/clock.ts';
import { startNodeMocks, type NodeMocksOptions } from './node.ts';
import { world } from './world.ts';

const ORIGIN = 'http://laboratory.test';
const START = new Date('2026-02-03T09:00:00Z');
const FABRIKAM = '55555555-5555-4555-8555-555555555555';
const ERP = resourceGroupScope(FABRIKAM, 'rg-erp');
const VAULT = resourceId(ERP, 'Microsoft.DataProtection/backupVaults', 'bv-fabrikam-weu');

async function begin(options: Partial<NodeMocksOptions> = {}) {
  const { clock = createManualClock(START) } = options;
  const mocks = await startNodeMocks({ origin: ORIGIN, speed: () => 1, ...options, clock });
  onTestFinished(() => mocks.close());
  const send = async (method: string, path: string): Promise<Response> => {
    const url = new URL(path, ORIGIN);
    if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', API_VERSIONS.dataProtection);
    return fetch(url, { method, headers: { authorization: 'Bearer operator' } });
  };
  const get = async <T>(path: string): Promise<T> => (await (await send('GET', path)).json()) as T;
  async function all<T>(path: string): Promise<T[]> {
    const found: T[] = [];
    for (let next: string | null | undefined = path; next;) {
      const page: Page<T> = await get(next);
      found.push(...page.value);
      next = page.nextLink;
    }
    return found;
  }
  const instances = () => all<BackupInstance>(`${VAULT}/backupInstances`);
  const pointsOf = ({ id }: { id: ResourceId }) => all<RecoveryPoint>(`${id}/recoveryPoints`);
  // Backups only; the vault also proves their points.
  const jobs = async () =>
    (await all<Job>(`${VAULT}/backupJobs`)).filter(({ properties }) => properties.operationCategory === 'Backup');
  return { mocks, clock, laboratory: mocks.laboratory, send, get, instances, pointsOf, jobs };
}

/** The runs of an undisturbed schedule by the pure rules: each run, its rule and its end. */
function ruled(policy: BackupPolicy, until: Date): { run: Date; tag: string; expires: Date | undefined }[] {
  const earlier: Date[] = [];
  return runsBetween(policy.properties, START, until).map((run) => {
    const tag = tagOf(run, policy.properties, earlier);
    earlier.push(run);
    return { run, tag, expires: expiryByRule(policy.properties, tag, run) };
  });
}

const toMinute = (moment: Date | string | null | undefined): string =>
  moment ? new Date(moment).toISOString().slice(0, 16) : 'never';

// A year takes a second or two on an idle machine.
describe('a year ahead in the small estate', { timeout: 30_000 }, () => {
  it('is a year of jobs and of recovery points, with the rule that keeps each, and what is over is gone', async () => {
    const { laboratory, clock, get, instances, pointsOf, jobs } = await begin();
    await laboratory.moveAhead(365);
    expect(clock.now()).toEqual(new Date(START.getTime() + 365 * DAY_MS));

    const [instance] = await instances();
    if (!instance) throw new Error('The estate protects nothing.');
    const expected = ruled(await get<BackupPolicy>(instance.properties.policyInfo.policyId), clock.now());
    expect(expected).toHaveLength(52);

    const made = await jobs();
    expect(new Set(made.map(({ properties }) => `${properties.status} ${String(properties.isUserTriggered)}`))).toEqual(
      new Set(['Completed false']),
    );
    expect(made.map(({ properties }) => toMinute(properties.startTime)).reverse()).toEqual(
      expected.map(({ run }) => toMinute(run)),
    );

    const kept = expected.filter(({ expires }) => expires === undefined || expires > clock.now());
    const points = await pointsOf(instance);
    expect(
      points
        .map(({ properties }) => [
          toMinute(properties.recoveryPointTime),
          properties.retentionTagName,
          toMinute(properties.expiryTime),
        ])
        .sort(),
    ).toEqual(kept.map(({ run, tag, expires }) => [toMinute(run), tag, toMinute(expires)]));
    // Counted by hand: the first of each of two years, the first of the other months, and the weeks of the last half
    // year.
    const count = (tag: string) => points.filter(({ properties }) => properties.retentionTagName === tag).length;
    expect([count('Yearly'), count('Monthly'), count('Weekly')]).toEqual([2, 10, 21]);
  });

  it('has backups that took as long as their size requires, whatever the speed', async () => {
    const { laboratory, jobs } = await begin({ speed: () => 1_000_000 });
    await laboratory.moveAhead(7);
    expect(laboratory.state().speed).toBe(1_000_000);
    const [job] = await jobs();
    if (!job) throw new Error('Nothing ran.');
    const { startTime, endTime } = job.properties;
    // Eight gigabytes by forty megabytes a second, and the checks before.
    const tookMs = Date.parse(endTime ?? '') - Date.parse(startTime);
    expect(tookMs).toBeGreaterThan(200_000);
    expect(tookMs).toBeLessThan(215_000);
  });

  it('misses and doubles no run of many instances that are due together', async () => {
    const [vault, ...vaults] = world.vaults ?? [];
    if (!vault) throw new Error('There is no vault.');
    const web = resourceGroupScope(FABRIKAM, 'rg-web');
    const servers = [
      ...['pg-erp-core', 'pg-erp-hr', 'pg-erp-planning', 'pg-erp-warehouse'].map((name) => [ERP, name] as const),
      ...['pg-web', 'pg-web-stats'].map((name) => [web, name] as const),
    ];
    const protects = servers.map(([group, name]) => resourceId(group, SERVER_TYPE, name));
    const { laboratory, jobs, instances } = await begin({
      world: { ...world, vaults: [{ ...vault, protects }, ...vaults] },
    });
    await laboratory.moveAhead(120);
    expect(await instances()).toHaveLength(servers.length);
    const runs = (await jobs()).map(({ properties }) => {
      expect(properties.status).toBe('Completed');
      return `${properties.dataSourceName} ${toMinute(properties.startTime)}`;
    });
    // Seventeen Sundays lie between the two days.
    expect(runs).toHaveLength(17 * servers.length);
    expect(new Set(runs).size).toBe(runs.length);
  });
});

describe('what is deleted', () => {
  it('goes when its days are over, with its recovery points', async () => {
    const { laboratory, send, instances, pointsOf, get } = await begin();
    await laboratory.moveAhead(7);
    const [instance] = await instances();
    if (!instance) throw new Error('The estate protects nothing.');
    expect(await pointsOf(instance)).toHaveLength(1);
    expect((await send('DELETE', instance.id)).status).toBe(202);
    await laboratory.moveAhead(1);
    const deleted = async () =>
      (await get<Page<DeletedBackupInstance>>(`${VAULT}/deletedBackupInstances`)).value.length;
    expect([(await instances()).length, await deleted()]).toEqual([0, 1]);
    await laboratory.moveAhead(14);
    expect(await deleted()).toBe(0);
    expect((await send('GET', `${instance.id}/recoveryPoints`)).status).toBe(404);
  });
});

describe('on the way', () => {
  it('reports its progress, and does not start twice', async () => {
    const { laboratory, clock } = await begin();
    const reported: string[] = [];
    laboratory.subscribe(() => {
      const { travel } = laboratory.state();
      reported.push(travel ? `${String(travel.done)} of ${String(travel.days)}` : 'there');
    });
    await Promise.all([laboratory.moveAhead(60), laboratory.moveAhead(60)]);
    expect(reported[0]).toBe('0 of 60');
    expect(reported.slice(-2)).toEqual(['60 of 60', 'there']);
    expect(clock.now()).toEqual(new Date(START.getTime() + 60 * DAY_MS));
  });

  it('stops on request', async () => {
    const { laboratory, clock } = await begin();
    laboratory.subscribe(() => laboratory.stopMoving());
    await laboratory.moveAhead(365);
    expect(clock.now()).toEqual(new Date(START.getTime() + DAY_MS));
    expect(laboratory.state().travel).toBeUndefined();
  });

  it('is not held up by a scenario of the network', async () => {
    const { laboratory, jobs } = await begin({ scenario: 'slow-network', speed: () => 50 });
    const request = jobs();
    await laboratory.moveAhead(14);
    await request;
    expect(await jobs()).toHaveLength(2);
  });
});

describe('the sign', () => {
  it('shows its warnings, and none in an ordinary world', async () => {
    const { laboratory, clock } = await begin({ clock: createManualClock(new Date()) });
    expect(laboratory.sign()).toBeUndefined();
    laboratory.chooseScenario('throttled');
    expect(laboratory.sign()).toBe('Laboratory · throttled');
    await laboratory.moveAhead(1);
    const [year, month, day] = [clock.now().getFullYear(), clock.now().getMonth() + 1, clock.now().getDate()];
    const date = [year, month, day].map((part) => String(part).padStart(2, '0')).join('-');
    expect(laboratory.sign()).toBe(`Laboratory · ${date} · throttled`);
    laboratory.chooseScenario(undefined);
    expect(laboratory.sign()).toBe(`Laboratory · ${date}`);
  });

  it('ignores names that are none', async () => {
    const { laboratory } = await begin();
    laboratory.chooseScenario('toString');
    expect(laboratory.state().scenario).toBeUndefined();
  });
});
