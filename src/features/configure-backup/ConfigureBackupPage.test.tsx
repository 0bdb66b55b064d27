import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { arm } from '#arm/arm.ts';
import type { NodeMocksOptions } from '#mocks/node.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { SERVER_TYPE, type PostgresServer } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { HOUR_MS } from '#protocol/time-units.ts';
import { paths } from '#paths';
import { DATA_GROUP, POLICY_ID, SUBSCRIPTION_ID, VAULT_ID, VAULT_NAME } from '#provider/seed.ts';
import { configureProtection } from '#resources/backup-instances.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';
import { backupInstanceInput } from './backup-instance-input.ts';

const server = (name: string) => resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, name);

const press = async ({ user }: RenderedApp, name: string | RegExp) =>
  user.click(await screen.findByRole('button', { name }));
/** The empty list offers to add servers as soon as the vault is known. */
async function openServers({ user }: RenderedApp) {
  await screen.findByText('Add the PostgreSQL flexible servers that you want to back up.');
  const [add] = screen.getAllByRole('button', { name: 'Add' });
  await user.click(add as HTMLElement);
}
const rowOf = (name: string) => screen.findByRole('row', { name: new RegExp(`Select ${name}( |$)`) });
const openDatasources = (as: string, names: string[], world: Partial<NodeMocksOptions> = {}) =>
  renderApp(paths.configureBackup('datasources', { vault: VAULT_ID, policy: POLICY_ID, servers: names.map(server) }), {
    as,
    ...world,
  });

describe('the whole path', () => {
  it('protects a server whose roles were missing', async () => {
    const view = await renderApp(paths.configureBackup());
    await press(view, 'Select vault');
    await view.user.click(await screen.findByRole('radio', { name: `Select ${VAULT_NAME}` }));
    await press(view, 'Select');
    expect(await screen.findByText('Selected backup vault details')).toBeVisible();

    await press(view, 'Next');
    await view.user.click(await screen.findByRole('combobox', { name: /Backup policy/ }));
    await view.user.click(await screen.findByRole('option', { name: 'weekly-standard' }));
    expect(await screen.findByText('Weekly on Sunday at 2:00 AM (UTC)')).toBeVisible();
    expect(screen.getByRole('row', { name: /every year 10 years 1/ })).toBeVisible();

    await press(view, 'Next');
    await openServers(view);
    await view.user.click(await screen.findByRole('checkbox', { name: 'Select pg-orders' }));
    await press(view, 'Select (1 item)');
    expect(await within(await rowOf('pg-orders')).findByText('Role assignment not done')).toBeVisible();

    await press(view, 'Assign missing roles');
    expect(await screen.findByText('2 role assignments at 2 scopes')).toBeVisible();
    await press(view, 'Confirm');
    expect(await within(await rowOf('pg-orders')).findByText('Success', {}, { timeout: 5_000 })).toBeVisible();

    await press(view, 'Next');
    expect(await screen.findByText('Validation passed')).toBeVisible();
    await press(view, 'Configure backup');
    await waitFor(() => expect(view.address()).toBe(paths.vaultInstances(VAULT_ID)), { timeout: 5_000 });
    expect(await screen.findByRole('link', { name: 'pg-orders' })).toBeVisible();
  }, 30_000);
});

describe('submission', () => {
  it('shows why a server failed, and sends only that one again', async () => {
    const view = await openDatasources('operator', ['pg-orders', 'pg-customers']);
    for (const name of ['pg-orders', 'pg-customers']) {
      await within(await rowOf(name)).findByText('Role assignment not done');
    }
    await press(view, 'Assign missing roles');
    await press(view, 'Confirm');
    for (const name of ['pg-orders', 'pg-customers']) await within(await rowOf(name)).findByText('Success');
    await press(view, 'Next');
    await screen.findByText('Validation passed');
    await protectElsewhere('pg-orders');
    await press(view, 'Configure backup');

    expect(await screen.findByText("'pg-orders' could not be configured")).toBeVisible();
    expect(screen.getAllByText(/already protected under the Backup vault/)[0]).toBeVisible();
    expect(await screen.findByText('Protection configured')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Retry failed (1)' })).toBeEnabled();
    expect(view.address()).toContain(paths.configureBackup('review'));
    await view.user.click(screen.getByRole('tab', { name: /Basics/ }));
    expect(view.address()).toContain(paths.configureBackup('review'));
  }, 20_000);
});

/** Somebody else was faster. */
async function protectElsewhere(name: string) {
  const [found] = await arm
    .readAll<PostgresServer>(`/subscriptions/${SUBSCRIPTION_ID}/providers/${SERVER_TYPE}`, {
      apiVersion: API_VERSIONS.postgres,
    })
    .then((servers) => servers.filter((each) => each.name === name));
  if (!found) throw new Error(`There is no server ${name}.`);
  await configureProtection(
    `${VAULT_ID}/backupInstances/elsewhere`,
    backupInstanceInput(found, POLICY_ID, 'elsewhere'),
  );
}

describe('readiness', () => {
  it('says that the person cannot assign roles, and why the command is disabled', async () => {
    const view = await openDatasources('backup-admin', ['pg-orders']);
    const row = await rowOf('pg-orders');
    expect(await within(row).findByText('User cannot assign roles')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Assign missing roles' })).toHaveAccessibleDescription(
      /don't have permission to assign roles/,
    );

    await press(view, 'View details of pg-orders');
    const pane = await screen.findByRole('dialog', { name: 'View details' });
    expect(within(pane).getByText('UserErrorMissingRequiredPermissions')).toBeVisible();
    expect(
      within(pane).getByRole('row', { name: /Long Term Retention Backup Role Server pg-orders Missing/ }),
    ).toBeVisible();
    expect(within(pane).getByRole('row', { name: /Reader Resource group rg-data Missing/ })).toBeVisible();
    expect(within(pane).getByText(/az role assignment create/)).toBeVisible();
  });

  it('assigns what two servers share only once', async () => {
    const view = await openDatasources('operator', ['pg-orders', 'pg-customers']);
    await within(await rowOf('pg-customers')).findByText('Role assignment not done');
    await within(await rowOf('pg-orders')).findByText('Role assignment not done');
    await press(view, 'Assign missing roles');
    expect(await screen.findByText('3 role assignments at 3 scopes')).toBeVisible();
  });

  it('waits for assigned roles that do not count yet, and says so', async () => {
    const view = await openDatasources('operator', ['pg-orders'], { rolePropagationMs: 24 * HOUR_MS });
    const row = await rowOf('pg-orders');
    await within(row).findByText('Role assignment not done');
    await press(view, 'Assign missing roles');
    await press(view, 'Confirm');
    expect(await within(row).findByText('Waiting for role propagation…')).toBeVisible();
    await press(view, 'View details of pg-orders');
    const pane = await screen.findByRole('dialog', { name: 'View details' });
    expect(within(pane).getByText(/Roles assigned. Waiting for them to take effect/)).toBeVisible();
    expect(within(pane).getByRole('button', { name: 'Revalidate' })).toBeEnabled();
  });

  it('keeps Next on the step, marks it and says what is wrong', async () => {
    const view = await openDatasources('backup-admin', ['pg-orders']);
    await within(await rowOf('pg-orders')).findByText('User cannot assign roles');
    await press(view, 'Next');
    const problem = "The server isn't ready for backup. Fix it or remove it to continue.";
    expect(await screen.findByRole('group', { name: problem })).toHaveFocus();
    expect(screen.getByRole('tab', { name: /Datasources ?\(needs attention\)/ })).toHaveAttribute(
      'aria-selected',
      'true',
    );
    expect(screen.getByText('1 problem to fix before you can continue.')).toBeInTheDocument();
  });

  it('says that a server is protected already, and cannot be chosen', async () => {
    const view = await openDatasources('operator', []);
    await openServers(view);
    expect(await screen.findByText('Already protected in bv-fabrikam-weu')).toBeVisible();
    expect(screen.getByRole('checkbox', { name: 'Select pg-erp-hr' })).toBeDisabled();
    expect(screen.getByRole('checkbox', { name: 'Select pg-orders-replica' })).toBeDisabled();
    await press(view, 'Databases of pg-orders');
    expect(await screen.findByText('orders_archive')).toBeVisible();
  });
});

describe('the draft', () => {
  it('is the same after a reload', async () => {
    const view = await openDatasources('operator', ['pg-orders']);
    const name = await screen.findByRole('textbox', { name: 'Backup instance name of pg-orders' });
    await view.user.clear(name);
    await view.user.type(name, 'orders-weekly');
    const address = view.address();
    view.unmount();

    await renderApp(address, { mocks: view.mocks });
    expect(await screen.findByRole('textbox', { name: 'Backup instance name of pg-orders' })).toHaveValue(
      'orders-weekly',
    );
  });

  it('loses its policy when another vault is chosen, and says so', async () => {
    const view = await renderApp(
      paths.configureBackup('basics', { vault: VAULT_ID, policy: POLICY_ID, servers: [server('pg-orders')] }),
    );
    await press(view, 'Change');
    await view.user.click(await screen.findByRole('radio', { name: 'Select bv-fabrikam-weu' }));
    await press(view, 'Select');
    expect(await screen.findByText(/The backup policy 'weekly-standard' was cleared/)).toBeVisible();
    await waitFor(() => expect(view.address()).not.toContain('policy='));
    expect(view.address()).toContain('pg-orders');
  });

  it('is not lost without a question', async () => {
    const view = await openDatasources('operator', ['pg-orders']);
    await view.user.type(await screen.findByRole('textbox', { name: 'Backup instance name of pg-orders' }), '2');
    const [home] = screen.getAllByRole('link', { name: 'Home' });
    await view.user.click(home as HTMLElement);
    expect(await screen.findByRole('alertdialog', { name: 'Leave without configuring backup?' })).toBeVisible();
    await press(view, 'Stay');
    expect(view.address()).toContain(paths.configureBackup('datasources'));
  });
});

describe('creating a vault', () => {
  it('names the fields that are missing, and selects the new vault', async () => {
    const view = await renderApp(paths.configureBackup());
    await press(view, 'Create new');
    const pane = await screen.findByRole('dialog', { name: 'Create Backup Vault' });
    await press(view, 'Create');
    expect(await within(pane).findByText('Select or create a resource group.')).toBeVisible();
    expect(within(pane).getByText('Enter a name for the Backup vault.')).toBeVisible();
    expect(within(pane).getByText('Select a region.')).toBeVisible();

    await view.user.click(within(pane).getByRole('button', { name: 'Create new' }));
    await view.user.type(within(pane).getByRole('textbox', { name: /Resource group/ }), 'rg-new');
    await view.user.type(within(pane).getByRole('textbox', { name: /Backup vault name/ }), 'bv-new');
    await view.user.click(within(pane).getByRole('combobox', { name: /Region/ }));
    await view.user.click(await screen.findByRole('option', { name: 'West Europe' }));
    await press(view, 'Create');
    await waitFor(() => expect(view.address()).toContain('bv-new'), { timeout: 5_000 });
    expect(await screen.findByText('rg-new')).toBeVisible();
  }, 20_000);

  it('says that a name is taken', async () => {
    const view = await renderApp(paths.configureBackup());
    await press(view, 'Create new');
    const pane = await screen.findByRole('dialog', { name: 'Create Backup Vault' });
    await view.user.click(within(pane).getByRole('combobox', { name: /Resource group/ }));
    await view.user.click(await screen.findByRole('option', { name: 'rg-backup' }));
    await view.user.click(within(pane).getByRole('combobox', { name: /Region/ }));
    await view.user.click(await screen.findByRole('option', { name: 'West Europe' }));
    await view.user.type(within(pane).getByRole('textbox', { name: /Backup vault name/ }), VAULT_NAME);
    await view.user.tab();
    await waitFor(() => expect(within(pane).getByRole('textbox', { name: /Backup vault name/ })).toBeInvalid());
  }, 20_000);
});

it('an unknown step leads to the first one', async () => {
  const view = await renderApp('/configure-backup/nowhere');
  expect(view.address()).toBe(paths.configureBackup());
});
