import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { ROLE_IDS } from '#protocol/authorization.ts';
import type { Page, RecoveryPoint, Vault } from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { SERVER_TYPE, type PostgresDatabase } from '#protocol/postgres.ts';
import { idKey, resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { BACKUP_GROUP, DATA_GROUP, POLICY_ID, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { assignRole } from '#resources/authorization.ts';
import { backUpNow, settledProtection, startProtection } from '#resources/backup-instances.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';

const dataProtection = { apiVersion: API_VERSIONS.dataProtection };
const serverId = (name: string) => resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, name);
const instanceId = `${VAULT_ID}/backupInstances/pg-orders-1`;
const accountId = `${resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP)}/providers/Microsoft.Storage/storageAccounts/stcontosorestore`;

/** Protects pg-orders and makes a backup, as another session would. */
async function backedUp(): Promise<void> {
  const server = serverId('pg-orders');
  const vault = await arm.read<Vault>(VAULT_ID, dataProtection);
  const principalId = vault.identity?.principalId ?? '';
  for (const need of backupRoleNeeds(server)) await assignRole({ ...need, principalId });
  await settledProtection(
    await startProtection(instanceId, {
      objectType: 'BackupInstance',
      friendlyName: 'pg-orders',
      dataSourceInfo: { resourceID: server, resourceLocation: 'westeurope' },
      policyInfo: { policyId: POLICY_ID },
    }),
  );
  await backUpNow(instanceId, { backupRuleOptions: { ruleName: 'BackupWeekly', triggerOption: {} } });
  await waitFor(
    async () => {
      const { value } = await points();
      expect(value).toHaveLength(1);
    },
    { timeout: 10_000 },
  );
}

const points = () => arm.read<Page<RecoveryPoint>>(`${instanceId}/recoveryPoints`, dataProtection);

/** The wizard at a step, for an instance with one recovery point. */
async function openWizard(step: string, as?: string): Promise<RenderedApp> {
  const { mocks, unmount } = await renderApp(paths.home());
  await backedUp();
  unmount();
  sessionStorage.clear();
  return renderApp(paths.restore(instanceId, undefined, step), { mocks, ...(as !== undefined && { as }) });
}

const press = async ({ user }: RenderedApp, name: string | RegExp) =>
  user.click(await screen.findByRole('button', { name }));

async function choose({ user }: Pick<RenderedApp, 'user'>, field: RegExp, option: string) {
  await user.click(await screen.findByRole('combobox', { name: field }));
  await user.click(await screen.findByRole('option', { name: option }));
}

const chooseContainer = async (view: Pick<RenderedApp, 'user'>) => {
  await waitFor(() => expect(screen.getByRole('combobox', { name: /Target Storage account/ })).toBeEnabled());
  await choose(view, /Target Storage account/, 'stcontosorestore');
  await choose(view, /Target Container/, 'pg-restore');
};

describe('Restore', () => {
  it('walks from the latest point over the missing role to a job that lists the files and a script', async () => {
    const view = await openWizard('basics');
    expect(await screen.findByText('pg-orders', { selector: '[role=tabpanel] a' })).toBeVisible();
    await press(view, 'Next: Restore point');
    expect(await screen.findByText('(latest)')).toBeVisible();
    await press(view, 'Next: Restore parameters');
    await press(view, 'Validate');
    expect(await screen.findByText('Select a storage account.')).toBeVisible();
    await chooseContainer(view);
    await press(view, 'Validate');
    expect(await screen.findByText('Role assignment not done')).toBeVisible();
    expect(
      screen.getByText(/lacks the role Storage Blob Data Contributor on the storage account stcontosorestore/),
    ).toBeVisible();

    await press(view, 'Assign missing roles');
    const pane = await screen.findByRole('dialog', { name: 'Grant missing permissions' });
    await waitFor(() =>
      expect(within(pane).getByRole('button', { name: 'Confirm' })).not.toHaveAttribute('aria-disabled', 'true'),
    );
    await view.user.click(within(pane).getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(await screen.findByText('Success')).toBeVisible();

    await press(view, 'Next: Review + restore');
    expect(await screen.findByText('stcontosorestore')).toBeVisible();
    const restore = await screen.findByRole('button', { name: 'Restore' });
    await waitFor(() => expect(restore).not.toHaveAttribute('aria-disabled', 'true'));
    await view.user.click(restore);

    const files = await screen.findByRole('table', { name: 'Restored files' }, { timeout: 10_000 });
    expect(within(files).getByText(/^pg-orders-\d{8}_database_orders_archive\.sql$/)).toBeVisible();
    expect(screen.getByRole('region', { name: 'restore.sh' })).toHaveTextContent(
      "createdb -T template0 -- 'reporting'",
    );
    expect(view.address()).toContain('/bcc/jobs/');
  });

  it('gives a person who may not assign roles the command for somebody who may', async () => {
    const view = await openWizard('parameters', 'backup-admin');
    await chooseContainer(view);
    await press(view, 'Validate');
    expect(await screen.findByText('User cannot assign roles')).toBeVisible();
    expect(screen.getByText(/az role assignment create .*stcontosorestore/)).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Assign missing roles' })).not.toBeInTheDocument();
    await view.user.click(screen.getByRole('tab', { name: /Review/ }));
    expect(await screen.findByRole('button', { name: 'Restore' })).toHaveAttribute('aria-disabled', 'true');
  });

  it('says at once why an account cannot be written into', async () => {
    const view = await openWizard('parameters');
    await choose(view, /Target Storage account/, 'stcontosoarchive');
    expect(await screen.findByText('Cross-tenant replication is turned off on this account.')).toBeVisible();
  });

  it('restores chosen databases into a server, and replaces one only after its name was typed', async () => {
    const view = await openWizard('parameters');
    await view.user.click(await screen.findByRole('radio', { name: 'Restore to a PostgreSQL server' }));
    await choose(view, /Target server/, 'pg-inventory');
    await view.user.click(await screen.findByRole('checkbox', { name: 'reporting' }));
    const name = screen.getByRole('textbox', { name: 'Restore orders as' });
    expect(name).toHaveValue('orders_restored');
    await view.user.clear(name);
    await view.user.type(name, 'inventory');
    expect(await screen.findByText(/The server has a database of this name/)).toBeVisible();
    await view.user.click(screen.getByRole('checkbox', { name: 'Replace the database inventory' }));
    await press(view, 'Validate');
    expect(await screen.findByText('Type inventory to confirm that it is replaced.')).toBeVisible();
    await view.user.type(screen.getByRole('textbox', { name: /Type inventory to confirm/ }), 'inventory');
    await press(view, /^Revalidate|Validate$/);
    expect(await screen.findByText('Success')).toBeVisible();
    await press(view, 'Next: Review + restore');
    const restore = await screen.findByRole('button', { name: 'Restore' });
    await waitFor(() => expect(restore).not.toHaveAttribute('aria-disabled', 'true'));
    await view.user.click(restore);

    const table = await screen.findByRole('table', { name: 'Restored databases' }, { timeout: 10_000 });
    expect(within(table).getByRole('row', { name: /inventory orders Yes/ })).toBeVisible();
    expect(within(table).getByRole('row', { name: /orders_archive_restored orders_archive No/ })).toBeVisible();
    const { value } = await arm.read<Page<PostgresDatabase>>(`${serverId('pg-inventory')}/databases`, {
      apiVersion: API_VERSIONS.postgres,
    });
    expect(value.map((database) => database.name)).not.toContain('reporting_restored');
  });

  it('says what the target server cannot take, with the name of the database, before Restore is pressed', async () => {
    const view = await openWizard('parameters');
    await view.user.click(await screen.findByRole('radio', { name: 'Restore to a PostgreSQL server' }));
    await choose(view, /Target server/, 'pg-shop-search');
    await press(view, 'Validate');
    expect(await screen.findByText(/^Success, with \d warnings?$/)).toBeVisible();
    const warning = /The database 'orders_restored' comes from PostgreSQL 16, and the target server is PostgreSQL 15/;
    expect(screen.getByText(warning)).toBeVisible();
    await press(view, 'Next: Review + restore');
    expect(await screen.findByText(warning)).toBeVisible();
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Restore' })).not.toHaveAttribute('aria-disabled', 'true'),
    );
  });

  it('restores some tables of a database, and says whose code runs with which rights', async () => {
    const view = await openWizard('parameters');
    await view.user.click(await screen.findByRole('radio', { name: 'Restore to a PostgreSQL server' }));
    await choose(view, /Target server/, 'pg-inventory');
    expect(screen.getByText(/A restore runs code that the source's owners wrote/)).toBeVisible();
    await view.user.click(await screen.findByRole('checkbox', { name: 'Restore owners and roles' }));
    await view.user.click(screen.getByRole('checkbox', { name: /Give roles all the rights/ }));
    await view.user.click(screen.getByRole('checkbox', { name: /as the administrator login/ }));
    expect(screen.getByText(/with all rights of the administrator login/)).toBeVisible();

    await press(view, 'Select schemas and tables of orders: Whole database');
    const pane = await screen.findByRole('dialog', { name: 'Select schemas and tables of orders' });
    const [table] = await within(pane).findAllByRole('checkbox', { name: /rows\)$/ });
    await view.user.click(table as HTMLElement);
    await view.user.click(within(pane).getByRole('button', { name: 'Select' }));
    expect(await screen.findByRole('button', { name: 'Select schemas and tables of orders: 1 table' })).toBeVisible();
    await press(view, 'Validate');
    expect(await screen.findByText('Success')).toBeVisible();
    await press(view, 'Next: Review + restore');
    expect(await screen.findByText(/orders as orders_restored \(1 table\)/)).toBeVisible();
    expect(screen.getByText('Restored, roles with all their rights')).toBeVisible();
    expect(screen.getByText('The administrator login')).toBeVisible();
  });

  it('keeps the choices over a reload, and asks before they are lost', async () => {
    const { user, mocks, unmount } = await openWizard('parameters');
    await chooseContainer({ user });
    unmount();
    const view = await renderApp(paths.restore(instanceId, undefined, 'parameters'), { mocks });
    const container = await screen.findByRole('combobox', { name: /Target Container/ });
    await waitFor(() => expect(container).toHaveValue('pg-restore'));
    await press(view, 'Cancel');
    expect(await screen.findByRole('alertdialog', { name: 'Leave without restoring?' })).toBeVisible();
  });

  it('begins with the point that the link names, and another one can be selected', async () => {
    const view = await openWizard('point');
    const { value } = await points();
    expect(idKey(value[0]?.id ?? '')).toContain('recoverypoints');
    await press(view, 'Select restore point');
    const pane = await screen.findByRole('dialog', { name: 'Select restore point' });
    expect(await within(pane).findByRole('radio')).toBeChecked();
    await view.user.click(within(pane).getByRole('button', { name: 'Select' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });
});

/** So that the test above cannot pass because the role was there from the start. */
it('needs a role that nobody has given yet', async () => {
  await renderApp(paths.home());
  const vault = await arm.read<Vault>(VAULT_ID, dataProtection);
  const { value } = await arm.read<Page<{ properties: { roleDefinitionId: string } }>>(
    `${accountId}/providers/Microsoft.Authorization/roleAssignments`,
    {
      apiVersion: API_VERSIONS.authorization,
      query: { $filter: `principalId eq '${vault.identity?.principalId ?? ''}'` },
    },
  );
  expect(
    value.filter(({ properties }) => properties.roleDefinitionId.endsWith(ROLE_IDS.storageBlobDataContributor)),
  ).toEqual([]);
});
