/** What the wizard shows when something fails around it; `e2e/mocks/bad-days.spec.ts` plays whole scenarios. */
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { arm } from '#arm/arm.ts';
import type { NodeMocksOptions } from '#mocks/node.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { BackupInstance, Vault } from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { SERVER_TYPE, type PostgresServer } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { DATA_GROUP, POLICY_ID, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { assignRole } from '#resources/authorization.ts';
import { configureProtection } from '#resources/backup-instances.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';
import { backupInstanceInput } from './backup-instance-input.ts';

const apiVersion = API_VERSIONS.dataProtection;
const serverId = (name: string) => resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, name);
const addressOf = (step: string, names: string[]) =>
  paths.configureBackup(step, { vault: VAULT_ID, policy: POLICY_ID, servers: names.map(serverId) });
const press = async ({ user }: RenderedApp, name: string | RegExp) =>
  user.click(await screen.findByRole('button', { name }));

/** The wizard's last tab in a world in which the vault may back up these servers, and every check has passed. */
async function openReview(names: string[], world: Partial<NodeMocksOptions> = {}): Promise<RenderedApp> {
  const view = await renderApp(paths.home(), world);
  const vault = await arm.read<Vault>(VAULT_ID, { apiVersion });
  const principalId = vault.identity?.principalId ?? '';
  for (const { roleId } of backupRoleNeeds(serverId('any'))) {
    await assignRole({ scope: resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), roleId, principalId });
  }
  await view.router.navigate(addressOf('review', names));
  await screen.findByText('Validation passed');
  return view;
}

const instancesIn = (vaultId: string) => arm.readAll<BackupInstance>(`${vaultId}/backupInstances`, { apiVersion });
const keptDraft = () => sessionStorage.getItem('backup-portal.configure-backup') ?? '';

it('comes back from creating a policy with that policy, and with everything else', async () => {
  const view = await renderApp(addressOf('datasources', ['pg-orders']));
  const name = await screen.findByRole('textbox', { name: 'Backup instance name of pg-orders' });
  await view.user.type(name, '-weekly');
  await view.router.navigate(paths.createPolicy(VAULT_ID));
  expect(await screen.findByRole('heading', { level: 1, name: /Create Backup Policy/i })).toBeVisible();
  expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument();

  const created = `${VAULT_ID}/backupPolicies/created`;
  await view.router.navigate(
    paths.configureBackup('datasources', { vault: VAULT_ID, policy: created, servers: [serverId('pg-orders')] }),
  );
  expect(await screen.findByRole('textbox', { name: 'Backup instance name of pg-orders' })).toHaveValue(
    'pg-orders-weekly',
  );
  await waitFor(() => expect(keptDraft()).toContain(created));
});

it('says in another tab that the link does not include a long list of servers', async () => {
  const search = new URLSearchParams({ vault: VAULT_ID, policy: POLICY_ID, servers: 'kept-in-this-tab' });
  const view = await renderApp(`/configure-backup/datasources?${search.toString()}`);
  expect(await screen.findByText(/This link does not include its servers/)).toBeVisible();
  await press(view, 'Dismiss');
  expect(screen.queryByText(/does not include its servers/)).not.toBeInTheDocument();
});

it('removes the servers that do not fit another vault, on request', async () => {
  const view = await renderApp(addressOf('basics', ['pg-orders', 'pg-nowhere']));
  expect(await screen.findByText("This server doesn't exist any more, or you can't see it: pg-nowhere.")).toBeVisible();
  await press(view, 'Change');
  await view.user.click(await screen.findByRole('radio', { name: 'Select bv-contoso-neu' }));
  await press(view, 'Select');
  expect(await screen.findByText(/1 server is in another region than the new vault/)).toBeVisible();
  await press(view, 'Remove these 2 servers');
  await waitFor(() => expect(view.address()).not.toContain('servers='));
});

it('a draft that was sent from a duplicate of the tab protects the server once', async () => {
  const view = await openReview(['pg-orders']);
  const [server] = (
    await arm.readAll<PostgresServer>(`/subscriptions/${SUBSCRIPTION_ID}/providers/${SERVER_TYPE}`, {
      apiVersion: API_VERSIONS.postgres,
    })
  ).filter((each) => each.name === 'pg-orders');
  if (!server) throw new Error('There is no server pg-orders.');
  // The other tab has the same draft, because browsers copy a tab's storage with it.
  const { rows } = JSON.parse(keptDraft()) as { rows: { resourceName: string }[] };
  await configureProtection(
    `${VAULT_ID}/backupInstances/${rows[0]?.resourceName ?? ''}`,
    backupInstanceInput(server, POLICY_ID, 'pg-orders'),
  );
  await press(view, 'Configure backup');
  await waitFor(() => expect(view.address()).toBe(paths.vaultInstances(VAULT_ID)), { timeout: 5_000 });
  expect(await instancesIn(VAULT_ID)).toHaveLength(1);
});

it('after a reload it knows what the vault has taken, and sends only the rest', async () => {
  const names = ['pg-orders', 'pg-customers', 'pg-inventory'];
  const view = await openReview(names, { scenario: 'some-fail' });
  await press(view, 'Configure backup');
  expect(await screen.findByRole('button', { name: 'Retry failed (2)' })).toBeVisible();
  const [address, taken] = [view.address(), await instancesIn(VAULT_ID)];
  expect(taken).toHaveLength(1);
  view.unmount();

  await renderApp(address, { mocks: view.mocks });
  const table = await screen.findByRole('table', { name: 'Datasources to configure' });
  expect(await within(table).findAllByText('Not sent')).toHaveLength(2);
  expect(within(table).getByText('Protection configured')).toBeVisible();
  await press(view, 'Configure the remaining (2)');
  expect(await screen.findByText('Backup is configured for 3 servers.', { exact: false })).toBeVisible();
  expect((await instancesIn(VAULT_ID)).map(({ name }) => name)).toContain(taken[0]?.name);
  expect(await instancesIn(VAULT_ID)).toHaveLength(3);
});

it('lets what failed be changed, and leaves out what the vault has', async () => {
  const view = await openReview(['pg-orders', 'pg-customers', 'pg-inventory'], { scenario: 'some-fail' });
  await press(view, 'Configure backup');
  await press(view, 'Change choices');
  expect(await screen.findByRole('heading', { name: 'Datasources (2)' })).toBeVisible();
  expect(await screen.findByText('Validation passed')).toBeVisible();
  expect(screen.getByRole('link', { name: 'Edit backup policy' })).toBeVisible();
});
