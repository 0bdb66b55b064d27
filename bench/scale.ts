/**
 * How the server answers at the size that it is made for: 5,000 instances, 100,000 jobs and 200,000 recovery points in its
 * state, embedded and in a PostgreSQL database. Prints the median and the 95th percentile of the first page of every list,
 * as the page of the portal asks for it, and how long a start takes.
 *
 * `node bench/scale.ts [part] [PGlite|PostgreSQL]`: `part` of that size, 1 when absent.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPortal, type PortalProcess } from '../server/testing/portal-process.ts';
import { startPostgres, type TestPostgres } from '../server/testing/postgres.ts';
import { percentile } from './figures.ts';
import { fill, type Filled } from './large-state.ts';

const LIST_BUDGET_MS = 150;
const START_BUDGET_S = 10;
const ROUNDS = 40;
const INSTANCES = 5_000;
const EACH = { jobsEach: 20, pointsEach: 40 };

const part = Number(process.argv[2] ?? 1);
const stores = process.argv[3] === undefined ? ['PGlite', 'PostgreSQL'] : [process.argv[3]];

let isOver = false;
for (const store of stores) isOver = (await benchState(store)) || isOver;
process.exitCode = isOver ? 1 : 0;

async function benchState(store: string): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'bp-bench-'));
  let postgres: TestPostgres | undefined;
  let portal: PortalProcess | undefined;
  try {
    if (store === 'PostgreSQL') postgres = await startPostgres();
    const settings = postgres ? { DATABASE_URL: postgres.url('postgres') } : {};
    const dataDir = join(folder, 'data');
    const began = performance.now();
    const filled = await fill({ dataDir, settings, instances: Math.ceil(INSTANCES * part), ...EACH });
    console.log(
      `State in ${store}: ${Object.entries(filled.counts)
        .map(([what, count]) => `${count.toLocaleString('en')} ${what}`)
        .join(', ')}; filled in ${seconds(began)} s`,
    );

    const started = performance.now();
    portal = await startPortal(dataDir, settings, []);
    const took = (performance.now() - started) / 1000;
    let isOver = took > START_BUDGET_S;
    console.log(`${took.toFixed(1)} s to the link (at most ${String(START_BUDGET_S)} s)`);
    for (const { what, path } of listsOf(filled)) {
      const times = await repeat(portal, path);
      const p95 = percentile(times, 0.95);
      isOver ||= p95 > LIST_BUDGET_MS;
      console.log(
        `${what.padEnd(52)}${percentile(times, 0.5).toFixed(0).padStart(6)}${p95.toFixed(0).padStart(6)} ms` +
          (p95 > LIST_BUDGET_MS ? `  over ${String(LIST_BUDGET_MS)} ms` : ''),
      );
    }
    return isOver;
  } finally {
    await portal?.stop();
    await postgres?.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every list of the portal's pages, and the worst of those that come often. */
function listsOf({ subscription, vaults: [large, small, empty], instance, server, operatorId, since }: Filled) {
  const events = (resource: string) =>
    `${subscription}/providers/Microsoft.Insights/eventtypes/management/values?$filter=${encodeURIComponent(
      `eventTimestamp ge '${since}' and resourceUri eq '${resource}'`,
    )}`;
  const roles = (scope: string, filter: string) =>
    `${scope}/providers/Microsoft.Authorization/roleAssignments?$filter=${encodeURIComponent(filter)}`;
  return [
    { what: 'jobs of the largest vault', path: `${large}/backupJobs` },
    { what: 'jobs of a small vault', path: `${small}/backupJobs` },
    { what: 'jobs of a vault that has none', path: `${empty}/backupJobs` },
    { what: 'recovery points of an instance', path: `${instance}/recoveryPoints` },
    {
      what: 'recovery points of an instance since a day',
      path: `${instance}/recoveryPoints?$filter=${encodeURIComponent(`startDate eq '${since}'`)}`,
    },
    { what: 'instances of the largest vault', path: `${large}/backupInstances` },
    { what: 'instances of a small vault', path: `${small}/backupInstances` },
    { what: 'instances of a vault that has none', path: `${empty}/backupInstances` },
    { what: 'deleted instances of the largest vault', path: `${large}/deletedBackupInstances` },
    { what: 'policies of the largest vault', path: `${large}/backupPolicies` },
    { what: 'policies of a small vault', path: `${small}/backupPolicies` },
    { what: 'vaults', path: `${subscription}/providers/Microsoft.DataProtection/backupVaults` },
    { what: 'servers', path: `${subscription}/providers/Microsoft.DBforPostgreSQL/flexibleServers` },
    { what: 'resource groups', path: `${subscription}/resourceGroups` },
    { what: 'subscriptions', path: '/subscriptions' },
    { what: 'activity log of the largest vault', path: events(large) },
    { what: 'activity log of a small vault', path: events(small) },
    { what: 'activity log of an instance', path: events(instance) },
    { what: 'role assignments at a server', path: roles(server, 'atScope()') },
    { what: 'role assignments of a person', path: roles(subscription, `principalId eq '${operatorId}'`) },
    { what: 'locks', path: `${subscription}/providers/Microsoft.Authorization/locks` },
    { what: 'deployments of the subscription', path: `${subscription}/providers/Microsoft.Resources/deployments` },
  ];
}

async function repeat({ arm }: PortalProcess, path: string): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    const response = await arm.send('GET', path);
    const text = await response.text();
    times.push(performance.now() - began);
    if (!response.ok) throw new Error(`${path}: ${String(response.status)} ${text}`);
  }
  return times;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(0);
}
