/** Both ways in which roles can be missing, and both ways to fix it. */
import { readFile } from 'node:fs/promises';
import { expect, test } from './fixtures.ts';
import { DATA_GROUP, POLICY_NAME, SERVER_NAME, serverId, SUBSCRIPTION, VAULT_ID, VAULT_NAME } from './ids.ts';
import { ConfigureBackupPage } from './pages/ConfigureBackupPage.ts';

interface Deployment {
  properties: { provisioningState: string };
}

const SCOPES = [
  { choice: 'Resource', ends: [DATA_GROUP, serverId(SERVER_NAME)] },
  { choice: 'Resource group', ends: [DATA_GROUP, DATA_GROUP] },
  { choice: 'Subscription', ends: [SUBSCRIPTION, SUBSCRIPTION] },
] as const;

for (const { choice, ends } of SCOPES) {
  test(`who may assign roles does so at the scope ${choice}`, async ({ page, world }) => {
    await world.open(ConfigureBackupPage.path);
    const wizard = new ConfigureBackupPage(page);
    await wizard.chooseUpToServers(VAULT_NAME, POLICY_NAME, SERVER_NAME);
    await expect(wizard.datasource(SERVER_NAME)).toContainText('Role assignment not done');
    await wizard.assignMissingRoles(SERVER_NAME, choice);
    await expect(wizard.datasource(SERVER_NAME)).toContainText('Success');

    const vault = await world.arm<{ identity: { principalId: string } }>({
      method: 'GET',
      path: `${VAULT_ID}?api-version=2025-07-01`,
    });
    const { principalId } = vault.body.identity;
    const { body } = await world.arm<{ value: { properties: { scope: string } }[] }>({
      method: 'GET',
      path: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=${encodeURIComponent(`principalId eq '${principalId}'`)}`,
    });
    const scopes = body.value.map(({ properties }) => properties.scope);
    expect(scopes.toSorted()).toEqual([...ends].toSorted());
  });
}

test('a person who may not assign roles downloads the template, another person deploys it, and Revalidate succeeds', async ({
  page,
  world,
}) => {
  await world.open(ConfigureBackupPage.path, 'backup-admin');
  const wizard = new ConfigureBackupPage(page);
  await wizard.chooseUpToServers(VAULT_NAME, POLICY_NAME, SERVER_NAME);
  await expect(wizard.datasource(SERVER_NAME)).toContainText('User cannot assign roles');
  await wizard.tick(SERVER_NAME);

  const downloading = page.waitForEvent('download');
  await wizard.command('Download role assignment template').click();
  const file = await (await downloading).path();
  const template = JSON.parse(await readFile(file, 'utf8')) as unknown;

  // Everything missing is in one resource group, so an owner of that group alone can deploy it.
  const path = `${DATA_GROUP}/providers/Microsoft.Resources/deployments/backup-roles?api-version=2022-09-01`;
  const body = { properties: { mode: 'Incremental', template } };
  expect((await world.arm({ method: 'PUT', path, body })).status).toBe(201);
  await expect
    .poll(async () => (await world.arm<Deployment>({ method: 'GET', path })).body.properties.provisioningState)
    .toBe('Succeeded');

  await wizard.command('Revalidate').click();
  await expect(wizard.datasource(SERVER_NAME)).toContainText('Success');
});
