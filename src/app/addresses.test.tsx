/** Every address of the product, opened cold: as it is, for a thing that does not exist, and by someone without rights. */
import type { QueryKey } from '@tanstack/react-query';
import { screen, waitFor } from '@testing-library/react';
import { generatePath, matchPath } from 'react-router';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lastName } from '#protocol/resource-id.ts';
import { patterns } from '#paths';
import { startNodeMocks, type NodeMocks } from '#mocks/node.ts';
import { people } from '#mocks/world.ts';
import { isBusy } from '#testing/page-states.ts';
import { renderApp } from '#testing/renderApp.tsx';
import { firstQueries } from './first-queries.ts';
import { createQueryClient } from './query-client.ts';
import { backUp, callService, withdrawRolesOf } from '#testing/service.ts';

const CONTOSO = '11111111-1111-4111-8111-111111111111';
const FABRIKAM = '55555555-5555-4555-8555-555555555555';
const ERP = `/subscriptions/${FABRIKAM}/resourceGroups/rg-erp/providers`;
const VAULT = `${ERP}/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu`;
const NO_VAULT = `${ERP}/Microsoft.DataProtection/backupVaults/bv-nowhere`;
const SERVER = `${ERP}/Microsoft.DBforPostgreSQL/flexibleServers/pg-erp-hr`;
const NO_SERVER = `${ERP}/Microsoft.DBforPostgreSQL/flexibleServers/pg-nowhere`;

type PatternName = keyof typeof patterns;

interface Thing {
  vaultId?: string;
  serverId?: string;
  instanceName?: string;
  policyName?: string;
  jobId?: string;
}

/** The address of a page, with every parameter of its pattern. */
const addressOf = (name: PatternName, thing: Thing): string =>
  generatePath(patterns[name], thing as Record<string, string>);

/** A world in which there is one of everything. */
async function begin(): Promise<{ mocks: NodeMocks; there: Required<Thing> }> {
  const mocks = await startNodeMocks({ origin: location.origin });
  onTestFinished(() => mocks.close());
  const instanceId = await backUp(VAULT);
  const { value } = await callService<{ value: { id: string }[] }>(`${VAULT}/backupJobs`);
  return {
    mocks,
    there: {
      vaultId: VAULT,
      serverId: SERVER,
      instanceName: lastName(instanceId),
      policyName: 'weekly-standard',
      jobId: value[0]?.id ?? '',
    },
  };
}

const title = () => screen.getByRole('heading', { level: 1 });

const everyPage = Object.keys(patterns) as PatternName[];

describe.each(everyPage)('%s', (name) => {
  it('opens cold', async () => {
    const { mocks, there } = await begin();
    await renderApp(addressOf(name, there), { mocks });
    await waitFor(() => {
      expect(isBusy()).toBe(false);
    });
    expect(title()).not.toHaveTextContent(/not found|could not be shown/i);
    expect(title().textContent.trim()).not.toBe('');
    expect(screen.queryByText(/could not be (loaded|refreshed)|was not found/)).not.toBeInTheDocument();
    expect(screen.queryByText('You have no access to any subscription')).not.toBeInTheDocument();
  });

  it('says what is missing to someone without any role, and is not blank', async () => {
    const { mocks, there } = await begin();
    const reader = people.find(({ token }) => token === 'reader');
    await withdrawRolesOf(reader?.principal.objectId ?? '', [CONTOSO, FABRIKAM]);
    await renderApp(addressOf(name, there), { mocks, as: 'reader' });
    expect(await screen.findByText('You have no access to any subscription')).toBeInTheDocument();
    expect(screen.getByText(/until an administrator gives you a role: Reader/)).toBeInTheDocument();
    await waitFor(() => {
      expect(isBusy()).toBe(false);
    });
    expect(title().textContent.trim()).not.toBe('');
    // A page about one thing names the permission that is needed to see it.
    if (patterns[name].includes('Id') && name !== 'protectedItem') {
      expect((await screen.findAllByText(/does not have authorization to perform action/)).length).toBeGreaterThan(0);
    }
  });
});

/** The keys of the queries that start beside the code of a page. */
function keysAskedFirst(name: PatternName, address: string): QueryKey[] {
  const { pathname, searchParams } = new URL(address, location.origin);
  const params = matchPath(patterns[name], pathname)?.params ?? {};
  const keys: QueryKey[] = [];
  const client = createQueryClient();
  client.query = ({ queryKey }: { queryKey: QueryKey }) => {
    keys.push(queryKey);
    return Promise.resolve<never>(undefined as never);
  };
  void Promise.all(firstQueries[name]?.(client, { params, search: searchParams }) ?? []);
  return keys;
}

describe.each(Object.keys(firstQueries) as PatternName[])('%s', (name) => {
  it('first reads what it shows, and nothing else', async () => {
    const { mocks, there } = await begin();
    const address = addressOf(name, there);
    const { client } = await renderApp(address, { mocks });
    await waitFor(() => {
      expect(isBusy()).toBe(false);
    });
    const keys = keysAskedFirst(name, address);
    expect(keys.length).toBeGreaterThan(0);
    const unseen = keys.filter((queryKey) => client.getQueryCache().find({ queryKey })?.getObserversCount() === 0);
    expect(unseen).toEqual([]);
  });
});

const gone: readonly [PatternName, Thing, RegExp, string][] = [
  ...(
    [
      'vault',
      'vaultLog',
      'vaultAccess',
      'vaultLocks',
      'vaultTags',
      'vaultIdentity',
      'vaultProperties',
      'vaultInstances',
      'vaultPolicies',
      'vaultJobs',
    ] as const
  ).map((name): [PatternName, Thing, RegExp, string] => [
    name,
    { vaultId: NO_VAULT },
    /^The Backup vault was not found$/,
    'Go to Backup vaults',
  ]),
  ['createPolicy', { vaultId: NO_VAULT }, /^The Backup vault was not found$/, 'Go to Backup vaults'],
  [
    'policy',
    { vaultId: VAULT, policyName: 'no-policy' },
    /^The backup policy was not found$/,
    'Go to the backup policies of the vault',
  ],
  [
    'policy',
    { vaultId: NO_VAULT, policyName: 'no-policy' },
    /^The backup policy was not found$/,
    'Go to the backup policies of the vault',
  ],
  ...(['instance', 'restore', 'instanceLog', 'instanceJobs'] as const).map(
    (name): [PatternName, Thing, RegExp, string] => [
      name,
      { vaultId: VAULT, instanceName: 'no-instance' },
      /^The backup instance was not found$/,
      'Go to the backup instances of the vault',
    ],
  ),
  ['job', { jobId: `${VAULT}/backupJobs/no-job` }, /^The job was not found$/, 'Go to all jobs'],
  ['server', { serverId: NO_SERVER }, /^The server was not found$/, 'Go to all servers'],
  ['serverLog', { serverId: NO_SERVER }, /^The server was not found$/, 'Go to all servers'],
  ['serverLocks', { serverId: NO_SERVER }, /^The server was not found$/, 'Go to all servers'],
  ['serverVaultedBackups', { serverId: NO_SERVER }, /^The server was not found$/, 'Go to all servers'],
  ['serverConnection', { serverId: NO_SERVER }, /^The server was not found$/, 'Go to all servers'],
];

it.each(gone)('%s of %o, which does not exist, says so and offers a way back', async (name, thing, words, back) => {
  const { mocks } = await begin();
  await renderApp(addressOf(name, thing), { mocks });
  expect(await screen.findByText(words)).toBeInTheDocument();
  expect(screen.getByText(/may have been deleted/)).toBeInTheDocument();
  const link = screen.getByRole('link', { name: back });
  expect(screen.getByRole('main')).toContainElement(link);
  expect(link).toHaveAttribute('href', expect.stringMatching(/^\/(vaults|servers|bcc)/));
});

it('says of an item that protects nothing that it does not exist', async () => {
  const { mocks } = await begin();
  await renderApp(addressOf('protectedItem', { serverId: NO_SERVER }), { mocks });
  expect(await screen.findByRole('heading', { level: 2, name: /not protected/i })).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'Business Continuity Center | Protected items' })).toBeInTheDocument();
});

it('says that an unknown address has no page', async () => {
  await renderApp('/nowhere/at/all');
  expect(title()).toHaveTextContent('Page not found');
  expect(screen.getByRole('link', { name: 'Go to Home' })).toBeInTheDocument();
});

it.each([
  ['/vaults/nonsense/overview', /The Backup vault/],
  ['/servers/nonsense/overview', /The server/],
  ['/bcc/jobs/nonsense', /The job/],
  ['/vaults/nonsense/instances/nonsense', /The backup instance/],
  ['/vaults/nonsense/policies/nonsense', /The backup policy/],
])('%s, whose id is malformed, is shown like a thing that does not exist', async (address, words) => {
  await renderApp(address);
  const heading = await screen.findByText(/was not found$/);
  expect(heading).toHaveTextContent(words);
});
