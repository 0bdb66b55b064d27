import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it } from 'vitest';
import { configureArm } from '#arm/arm.ts';
import type { Job, JobProperties, Vault } from '#protocol/data-protection.ts';
import { DAY_MS, HOUR_MS } from '#protocol/time-units.ts';
import { backupJobs, type JobDepth } from './backup-jobs.ts';

const SUBSCRIPTION = '11111111-1111-4111-8111-111111111111';
const vaultIdOf = (name: string) =>
  `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.DataProtection/backupVaults/${name}`;
const VAULT = vaultIdOf('one');
const PAGE = 2;

/** The jobs of each vault as the service returns them: new objects in each response. */
let jobsIn: Record<string, Job[]>;
let broken: Set<string>;
let requested: string[];
let client: QueryClient;

beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  jobsIn = {};
  broken = new Set();
  requested = [];
  configureArm({
    endpoint: 'https://arm.test',
    tokens: { token: () => Promise.resolve('token'), refused: () => undefined },
    fetch: (request) => Promise.resolve(respond(new URL(request.url))),
  });
});

function respond(url: URL): Response {
  if (url.pathname === '/subscriptions') {
    return Response.json({ value: [{ subscriptionId: SUBSCRIPTION, displayName: 'Contoso' }] });
  }
  const name = /\/backupVaults\/([^/]+)\/backupJobs$/.exec(url.pathname)?.[1];
  if (name === undefined) {
    return Response.json({
      value: Object.keys(jobsIn).map((vault) => ({ id: vaultIdOf(vault), name: vault }) as Vault),
    });
  }
  const from = Number(url.searchParams.get('from') ?? 0);
  requested.push(`${name} ${from / PAGE + 1}`);
  if (broken.has(name)) return Response.json({ error: { code: 'Broken', message: 'no' } }, { status: 400 });
  const all = jobsIn[name] ?? [];
  const next = new URL(url);
  next.searchParams.set('from', String(from + PAGE));
  return Response.json({
    value: all.slice(from, from + PAGE),
    nextLink: from + PAGE < all.length ? next.href : null,
  });
}

const job = (name: string, agoMs: number, status = 'Completed', vault = 'one'): Job => ({
  id: `${vaultIdOf(vault)}/backupJobs/${name}`,
  name,
  type: 'Microsoft.DataProtection/backupVaults/backupJobs',
  properties: { startTime: new Date(Date.now() - agoMs).toISOString(), status, etag: status } as JobProperties,
});

const read = (depth?: JobDepth) => client.query({ ...backupJobs.list(VAULT, depth), staleTime: 0 });
const names = (jobs: readonly Job[]) => jobs.map(({ name }) => name);
/** One a day: `day-0` of today, and so on. */
const days = (count: number) => Array.from({ length: count }, (_, at) => job(`day-${at}`, at * DAY_MS + HOUR_MS));

describe('the jobs of a vault', () => {
  it('reads on until the jobs are older than 14 days', async () => {
    jobsIn = { one: days(40) };
    expect(names(await read())).toContain('day-13');
    expect(requested.at(-1)).toBe('one 8');
  });

  it('reads all of them on request', async () => {
    jobsIn = { one: days(40) };
    expect(await read('all')).toHaveLength(40);
  });

  it('reads a list in another order to its end', async () => {
    const shuffled = days(40);
    shuffled.splice(0, 2, job('old', 100 * DAY_MS), job('new', 0));
    jobsIn = { one: shuffled };
    expect(await read()).toHaveLength(40);
  });

  it('reads again only what may have changed, and keeps what has not', async () => {
    jobsIn = { one: [job('running', HOUR_MS, 'InProgress'), ...days(20).slice(1)] };
    const before = await read('all');
    jobsIn.one = [job('new', 0), job('running', HOUR_MS), ...days(20).slice(1)];
    requested = [];
    const after = await read('all');
    expect(requested).toEqual(['one 1']);
    expect(names(after).slice(0, 3)).toEqual(['new', 'running', 'day-1']);
    expect(after[1]?.properties.status).toBe('Completed');
    expect(after.slice(2)).toHaveLength(19);
    expect(after.slice(2).every((one, at) => one === before[at + 1])).toBe(true);
  });

  it('reads on to a job that was running', async () => {
    jobsIn = { one: [...days(6), job('long', 10 * DAY_MS, 'InProgress')] };
    await read();
    jobsIn.one = [...days(6), job('long', 10 * DAY_MS, 'Failed')];
    expect((await read()).at(-1)?.properties.status).toBe('Failed');
  });

  it('is the same list when nothing has changed', async () => {
    jobsIn = { one: days(3) };
    expect(await read()).toBe(await read());
  });

  it('reads all of it again once it was invalidated', async () => {
    jobsIn = { one: days(6) };
    await read();
    jobsIn.one = days(5);
    await client.invalidateQueries({ queryKey: backupJobs.all() });
    expect(await read()).toHaveLength(5);
  });
});

describe('the jobs of every vault', () => {
  const everywhere = () => client.query({ ...backupJobs.gathered(), staleTime: 0 });

  it('reads the vaults in which something runs, and not the others', async () => {
    jobsIn = { one: [job('a', HOUR_MS, 'InProgress')], two: [job('b', HOUR_MS, 'Completed', 'two')] };
    await everywhere();
    requested = [];
    // A list that was read this moment is not read again.
    client.setQueryData(backupJobs.list(VAULT).queryKey, (jobs) => jobs, { updatedAt: Date.now() - 3_000 });
    jobsIn.one = [job('a', HOUR_MS)];
    expect((await everywhere()).items.map(({ properties }) => properties.status)).toEqual(['Completed', 'Completed']);
    expect(requested).toEqual(['one 1']);
  });

  it('keeps the jobs of a vault that does not respond, and reports the gap', async () => {
    jobsIn = { one: [job('a', HOUR_MS)], two: [job('b', HOUR_MS, 'Completed', 'two')] };
    await everywhere();
    await client.invalidateQueries({ queryKey: backupJobs.all() });
    broken.add('two');
    const { items, gaps } = await everywhere();
    expect(names(items)).toEqual(['a', 'b']);
    expect(gaps.map(({ place }) => place.name)).toEqual(['two']);
  });

  it('is the same result when nothing has changed', async () => {
    jobsIn = { one: days(2), two: [] };
    expect(await everywhere()).toBe(await everywhere());
  });

  it('refetches by itself: soon while a job runs, seldom when none does', () => {
    const every = (jobs: Job[]) => {
      const { queryKey, refetchInterval } = backupJobs.list(VAULT);
      client.setQueryData(queryKey, jobs);
      const query = client.getQueryCache().find({ queryKey });
      return typeof refetchInterval === 'function' ? refetchInterval(query as never) : refetchInterval;
    };
    expect(every([job('a', 0, 'InProgress')])).toBe(5_000);
    expect(every([job('a', 0)])).toBe(30_000);
  });
});

it('follows one job while it runs, and not when it has ended', () => {
  const every = (one: Job) => {
    const { queryKey, refetchInterval } = backupJobs.byId(one.id);
    client.setQueryData(queryKey, one);
    const query = client.getQueryCache().find({ queryKey });
    return typeof refetchInterval === 'function' ? refetchInterval(query as never) : refetchInterval;
  };
  expect(every(job('a', 0, 'InProgress'))).toBe(1_500);
  expect(every(job('a', 0))).toBe(false);
});
