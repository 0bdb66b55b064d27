/** Twenty servers at once: some fail, the rest continues, and the failed ones are sent again alone. */
import { expect, test, type World } from './fixtures.ts';
import { POLICY_NAME, serverId, SUBSCRIPTION, VAULT_ID, VAULT_NAME } from './ids.ts';
import { ConfigureBackupPage } from './pages/ConfigureBackupPage.ts';
import { startPostgres, type TestPostgres } from '../server/testing/postgres.ts';

const NAMES = Array.from({ length: 20 }, (_, at) => `pg-many-${String(at + 1).padStart(2, '0')}`);
const FAILING = NAMES.slice(3, 5);

test('twenty servers at once, of which two fail and are retried', async ({ page, world }) => {
  test.setTimeout(3 * 60_000);
  // On the server all twenty are one real PostgreSQL under different names; the mocks simulate one behind any host.
  const postgres = await databaseFor(world);
  try {
    await world.open('/');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await Promise.all(NAMES.map((name) => register(world, name, postgres)));
    await page.goto(new URL(ConfigureBackupPage.path, page.url()).href);
    const wizard = new ConfigureBackupPage(page);
    await wizard.chooseVault(VAULT_NAME);
    await wizard.next().click();
    await wizard.choosePolicy(POLICY_NAME);
    await wizard.next().click();
    await wizard.addMatching('pg-many');
    await expect(page.getByText(/20 servers selected, 0 ready, 20 need attention/)).toBeVisible();
    await wizard.command('Assign missing roles').click();
    await wizard.pane('Grant missing permissions').getByRole('button', { name: 'Confirm' }).click();
    await expect(page.getByText(/20 servers selected, 20 ready/)).toBeVisible({ timeout: 60_000 });
    await wizard.next().click();
    await expect(page.getByText('Validation passed')).toBeVisible();

    // Somebody removes the vault's role on two of the servers, after the last check.
    const taken = await takeRoles(world, FAILING);
    await wizard.configure().click();
    for (const name of FAILING) await expect(wizard.reviewed(name)).toContainText('Failed', { timeout: 60_000 });
    await expect(page.getByRole('button', { name: /^Retry failed/ })).toBeEnabled({ timeout: 60_000 });
    await expect.poll(() => protectedServers(world)).toHaveLength(18);
    const before = await instanceIds(world);

    for (const { id, properties } of taken) {
      const { status } = await world.arm({ method: 'PUT', path: `${id}?api-version=2022-04-01`, body: { properties } });
      expect(status).toBe(201);
    }
    await page.getByRole('button', { name: /^Retry failed/ }).click();
    await expect(page).toHaveURL(/\/instances/, { timeout: 60_000 });
    await expect.poll(() => protectedServers(world)).toHaveLength(20);
    // A retry addresses the instance of the first attempt: nothing was protected twice.
    const after = await instanceIds(world);
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after).toHaveLength(NAMES.length);
  } finally {
    await postgres?.remove();
  }
});

const databaseFor = async ({ server }: World): Promise<TestPostgres | undefined> => server && (await startPostgres());

async function register({ arm }: World, name: string, postgres: TestPostgres | undefined): Promise<void> {
  const { status, body } = await arm({
    method: 'PUT',
    path: `${serverId(name)}?api-version=2025-08-01`,
    body: {
      location: 'westeurope',
      properties: {
        administratorLogin: postgres?.user ?? 'pgadmin',
        administratorLoginPassword: postgres?.password ?? 'a-simulated-password',
        connection: {
          host: postgres?.host ?? `${name}.example`,
          port: postgres?.port ?? 5432,
          tlsMode: 'disable',
        },
      },
    },
  });
  expect(status, JSON.stringify(body)).toBeLessThan(300);
}

interface Assignment {
  id: string;
  properties: { scope: string; roleDefinitionId: string; principalId: string; principalType: string };
}

async function takeRoles({ arm }: World, names: readonly string[]): Promise<Assignment[]> {
  const { body } = await arm<{ value: Assignment[] }>({
    method: 'GET',
    path: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`,
  });
  const scopes = new Set(names.map((name) => serverId(name).toLowerCase()));
  const taken = body.value.filter(({ properties }) => scopes.has(properties.scope.toLowerCase()));
  expect(taken).toHaveLength(names.length);
  for (const { id } of taken) await arm({ method: 'DELETE', path: `${id}?api-version=2022-04-01` });
  return taken;
}

interface Instance {
  id: string;
  properties: { currentProtectionState: string; dataSourceInfo: { resourceID: string } };
}

async function instancesOf({ arm }: World): Promise<Instance[]> {
  const { body } = await arm<{ value: Instance[] }>({
    method: 'GET',
    path: `${VAULT_ID}/backupInstances?api-version=2025-07-01`,
  });
  return body.value;
}

const protectedServers = async (world: World): Promise<string[]> =>
  (await instancesOf(world))
    .filter(({ properties }) => properties.currentProtectionState === 'ProtectionConfigured')
    .map(({ properties }) => properties.dataSourceInfo.resourceID);

const instanceIds = async (world: World): Promise<string[]> => (await instancesOf(world)).map(({ id }) => id);
