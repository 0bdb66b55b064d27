/**
 * Every list of the product in each of its states: loading, failed, old (a refresh failed), and empty. A person can
 * tell them apart, and each has a way on.
 */
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, onTestFinished } from 'vitest';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { paths } from '#paths';
import { startNodeMocks } from '#mocks/node.ts';
import { outageOf } from '#testing/outage.ts';
import { barOf, isBusy } from '#testing/page-states.ts';
import { renderApp } from '#testing/renderApp.tsx';
import { backUp, callService } from '#testing/service.ts';

const FABRIKAM = '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp/providers';
const VAULT = `${FABRIKAM}/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu`;
const SERVER = `${FABRIKAM}/Microsoft.DBforPostgreSQL/flexibleServers/pg-erp-hr`;
const POLICY = `${VAULT}/backupPolicies/weekly-standard`;

interface ListCase {
  name: string;
  /** Given the instance that the world begins with; it has one recovery point, and one job. */
  path: (instanceId: string) => string;
  /** The requests that fill the list. */
  requests: RegExp;
  /** The name of what could not be loaded. */
  what: string;
  /** Something that only a loaded list shows. */
  row: string | RegExp;
  /** What the page says when the list is empty. */
  empty: string | RegExp;
}

const JOBS = /\/backupJobs\?/i;
const INSTANCES = /\/backupInstances\?/i;
const POLICIES = /\/backupPolicies\?/i;
const POINTS = /\/recoveryPoints\?/i;
const VAULTS = /\/subscriptions\/[^/]+\/providers\/Microsoft\.DataProtection\/backupVaults\?/i;
const SERVERS = /\/subscriptions\/[^/]+\/providers\/Microsoft\.DBforPostgreSQL\/flexibleServers\?/i;
const EVENTS = /\/eventtypes\/management\/values\?/i;
const LOCKS = /\/Microsoft\.Authorization\/locks\?/i;
const ASSIGNMENTS = /\/roleAssignments\?/i;

const lists: readonly ListCase[] = [
  {
    name: 'Backup vaults',
    path: () => paths.vaults(),
    requests: VAULTS,
    what: 'Backup vaults',
    row: 'bv-contoso-neu',
    empty: 'No Backup vaults',
  },
  {
    name: 'the backup instances of a vault',
    path: () => paths.vaultInstances(VAULT),
    requests: INSTANCES,
    what: 'Backup instances',
    row: 'pg-erp-hr',
    empty: 'Nothing is protected yet',
  },
  {
    name: 'the backup policies of a vault',
    path: () => paths.vaultPolicies(VAULT),
    requests: POLICIES,
    what: 'Backup policies',
    row: 'weekly-standard',
    empty: 'No backup policies',
  },
  {
    name: 'the jobs of a vault',
    path: () => paths.vaultJobs(VAULT),
    requests: JOBS,
    what: 'Jobs',
    row: 'pg-erp-hr',
    empty: /^No jobs/,
  },
  {
    name: 'the activity log of a vault',
    path: () => paths.vaultLog(VAULT),
    requests: EVENTS,
    what: 'The activity log',
    row: 'Back up backup instance',
    empty: 'No events',
  },
  {
    name: 'the activity log of a backup instance',
    path: (instance) => paths.instanceLog(instance),
    requests: EVENTS,
    what: 'The activity log',
    row: 'Back up backup instance',
    empty: 'No events',
  },
  {
    name: 'the locks of a vault',
    path: () => paths.vaultLocks(VAULT),
    requests: LOCKS,
    what: 'The locks',
    row: 'keep',
    empty: 'No locks',
  },
  {
    name: 'who may do what at a vault',
    path: () => paths.vaultAccess(VAULT),
    requests: ASSIGNMENTS,
    what: 'The role assignments',
    row: 'Owner',
    empty: 'No role assignments',
  },
  {
    name: 'the roles that can be given at a vault',
    path: () => paths.vaultRoles(VAULT),
    requests: /\/roleDefinitions\?/i,
    what: 'The roles',
    row: 'Backup Operator',
    empty: 'No roles',
  },
  {
    name: 'the roles of the identity of a vault',
    path: () => `${paths.vaultIdentity(VAULT)}?pane=roles`,
    requests: ASSIGNMENTS,
    what: 'The role assignments',
    row: /Long Term Retention Backup Role/,
    empty: 'The identity has no roles',
  },
  {
    name: 'the restore points of an instance',
    path: (instance) => paths.instance(instance),
    requests: POINTS,
    what: 'Restore points',
    row: '1 restore point',
    empty: 'No restore points yet',
  },
  {
    name: 'the jobs of an instance',
    path: (instance) => paths.instanceJobs(instance),
    requests: JOBS,
    what: 'Jobs',
    row: '1 job',
    empty: /^No jobs/,
  },
  {
    name: 'the restore points of the Restore wizard',
    path: (instance) => paths.restore(instance, undefined, 'point'),
    requests: POINTS,
    what: 'Restore points',
    row: 'Select restore point',
    empty: 'No restore points yet',
  },
  {
    name: 'PostgreSQL flexible servers',
    path: () => paths.servers(),
    requests: SERVERS,
    what: 'Servers',
    row: 'pg-orders',
    empty: 'No PostgreSQL flexible servers',
  },
  {
    name: 'the databases of a server',
    path: () => paths.server(SERVER),
    requests: /\/databases\?/i,
    what: 'Databases',
    row: 'payroll',
    empty: /^No databases/,
  },
  {
    name: 'what a policy protects',
    path: () => paths.policy(POLICY),
    requests: INSTANCES,
    what: 'The associated items',
    row: 'pg-erp-hr',
    empty: /No backup instance/,
  },
  {
    name: 'the jobs everywhere',
    path: () => paths.jobs(),
    requests: JOBS,
    what: 'Jobs',
    row: 'pg-erp-hr',
    empty: /^No jobs/,
  },
  {
    name: 'the recent jobs of Home',
    path: () => paths.home(),
    requests: JOBS,
    what: 'Recent jobs',
    row: /of pg-erp-hr/,
    empty: 'No jobs yet',
  },
  {
    name: 'protectable resources',
    path: () => paths.protectableResources(),
    requests: SERVERS,
    what: 'Protectable resources',
    row: 'pg-orders',
    empty: /^No /,
  },
  {
    name: 'protected items',
    path: () => paths.protectedItems(),
    requests: INSTANCES,
    what: 'Protected items',
    row: 'pg-erp-hr',
    empty: 'Nothing is protected yet',
  },
  {
    name: 'protection policies',
    path: () => paths.protectionPolicies(),
    requests: POLICIES,
    what: 'Protection policies',
    row: 'bv-contoso-neu',
    empty: 'No protection policies',
  },
  {
    name: 'the vaults of the center',
    path: () => paths.protectionVaults(),
    requests: VAULTS,
    what: 'Vaults',
    row: 'bv-contoso-neu',
    empty: 'No vaults',
  },
];

async function begin({ requests }: ListCase) {
  const mocks = await startNodeMocks({ origin: location.origin });
  onTestFinished(() => mocks.close());
  const instanceId = await backUp(VAULT);
  await callService(`${VAULT}/providers/Microsoft.Authorization/locks/keep`, {
    method: 'PUT',
    apiVersion: API_VERSIONS.locks,
    body: { properties: { level: 'CanNotDelete' } },
  });
  return { mocks, instanceId, outage: outageOf(requests) };
}

describe.each(lists)('$name', (list) => {
  it('is on its way, fails, loads after a retry, stays when a refresh fails, and is new again', async () => {
    const { mocks, instanceId, outage } = await begin(list);
    outage.set('waiting');
    const { user, client } = await renderApp(list.path(instanceId), { mocks });
    await waitFor(() => {
      expect(isBusy()).toBe(true);
    });
    expect(screen.queryByText(list.empty)).not.toBeInTheDocument();

    outage.set('failing');
    expect(await screen.findByText(`${list.what} could not be loaded`)).toBeInTheDocument();
    expect(screen.getAllByText('Code: InternalServerError').length).toBeGreaterThan(0);
    expect(screen.queryByText(list.empty)).not.toBeInTheDocument();

    outage.set('passing');
    const failed = screen.getByText(`${list.what} could not be loaded`);
    await user.click(within(barOf(failed)).getByRole('button', { name: 'Retry' }));
    expect((await screen.findAllByText(list.row)).length).toBeGreaterThan(0);
    expect(screen.queryByText(`${list.what} could not be loaded`)).not.toBeInTheDocument();

    outage.set('failing');
    await act(() => client.invalidateQueries());
    const stale = await screen.findByText(`${list.what} could not be refreshed`);
    expect(screen.getAllByText(/What is shown is from/).length).toBeGreaterThan(0);
    expect(screen.getAllByText(list.row).length).toBeGreaterThan(0);

    outage.set('passing');
    await user.click(within(barOf(stale)).getByRole('button', { name: /^Try again|^Trying/ }));
    await waitFor(() => {
      expect(screen.queryByText(`${list.what} could not be refreshed`)).not.toBeInTheDocument();
    });
    expect(screen.getAllByText(list.row).length).toBeGreaterThan(0);
  }, 30_000);

  it('says what it means that there is nothing', async () => {
    const { mocks, instanceId, outage } = await begin(list);
    outage.set('empty');
    await renderApp(list.path(instanceId), { mocks });
    expect((await screen.findAllByText(list.empty)).length).toBeGreaterThan(0);
    expect(screen.queryByText(/could not be/)).not.toBeInTheDocument();
  });
});

const FABRIKAM_ONLY = {
  vaults: /\/55555555[^/]+\/providers\/Microsoft\.DataProtection\/backupVaults\?/i,
  servers: /\/55555555[^/]+\/providers\/Microsoft\.DBforPostgreSQL\/flexibleServers\?/i,
};

/** Lists made of many lists, one of which fails: what is missing, and a row of what is there. */
const gathered: readonly { path: string; requests: RegExp; bar: string; row: string; missing: string }[] = [
  {
    path: paths.vaults(),
    requests: FABRIKAM_ONLY.vaults,
    bar: 'The Backup vaults of Fabrikam could not be loaded',
    row: 'bv-contoso-neu',
    missing: 'bv-fabrikam-weu',
  },
  {
    path: paths.protectionVaults(),
    requests: FABRIKAM_ONLY.vaults,
    bar: 'The vaults of Fabrikam could not be loaded',
    row: 'bv-contoso-neu',
    missing: 'bv-fabrikam-weu',
  },
  {
    path: paths.servers(),
    requests: FABRIKAM_ONLY.servers,
    bar: 'The servers of Fabrikam could not be loaded',
    row: 'pg-orders',
    missing: 'pg-erp-core',
  },
  {
    path: paths.protectableResources(),
    requests: FABRIKAM_ONLY.servers,
    bar: 'The servers of Fabrikam could not be loaded',
    row: 'pg-orders',
    missing: 'pg-erp-core',
  },
  {
    path: paths.protectionPolicies(),
    requests: /bv-fabrikam-weu\/backupPolicies\?/i,
    bar: 'The backup policies of bv-fabrikam-weu could not be loaded',
    row: 'bv-contoso-neu',
    missing: 'bv-fabrikam-weu',
  },
];

it.each(gathered)('$path says what is missing when a part of it fails, and reads that again', async (list) => {
  const mocks = await startNodeMocks({ origin: location.origin });
  onTestFinished(() => mocks.close());
  const outage = outageOf(list.requests);
  outage.set('failing');
  const { user } = await renderApp(list.path, { mocks });
  const bar = await screen.findByText(list.bar);
  expect((await screen.findAllByText(list.row)).length).toBeGreaterThan(0);
  expect(screen.queryByText(list.missing)).not.toBeInTheDocument();

  outage.set('passing');
  await user.click(within(barOf(bar)).getByRole('button', { name: 'Retry' }));
  expect((await screen.findAllByText(list.missing)).length).toBeGreaterThan(0);
  expect(screen.queryByText(list.bar)).not.toBeInTheDocument();
});
