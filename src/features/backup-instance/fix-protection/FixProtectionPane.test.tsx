import { screen, waitFor, within } from '@testing-library/react';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { renderApp, type RenderAppOptions, type RenderedApp } from '#testing/renderApp.tsx';
import { callService, giveBackupRoles, putInstance, withdrawRoles } from '#testing/service.ts';

const FABRIKAM = '/subscriptions/55555555-5555-4555-8555-555555555555';
const CONTOSO = '/subscriptions/11111111-1111-4111-8111-111111111111';
const VAULT = `${FABRIKAM}/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu`;
const CONTOSO_VAULT = `${CONTOSO}/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-contoso-weu`;
const serverIn = (group: string, name: string) =>
  `${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${name}`;
const PLANNING = serverIn(`${FABRIKAM}/resourceGroups/rg-erp`, 'pg-erp-planning');
const STOPPED = serverIn(`${CONTOSO}/resourceGroups/rg-test`, 'pg-reports');

const essentials = () => screen.findByRole('region', { name: 'Essentials' });
const dialog = () => screen.findByRole('dialog', { name: 'Fix protection error' });

/** Opens the page of an instance whose protection could not be configured. */
async function openBroken(
  options: RenderAppOptions & { withRoles?: boolean } = {},
): Promise<RenderedApp & { instanceId: string }> {
  const { withRoles = false, ...app } = options;
  const view = await renderApp(paths.vaults(), app);
  if (withRoles) await giveBackupRoles(VAULT, PLANNING);
  const instanceId = await putInstance(VAULT, PLANNING, 'broken-1');
  await view.router.navigate(paths.instance(instanceId));
  await screen.findByText('Fix protection error for the backup instance.');
  return { ...view, instanceId };
}

const stateOf = async (id: string) => (await callService<BackupInstance>(id)).properties.currentProtectionState;

it('says what happened, gives the missing roles where the person wants them, and configures the protection', async () => {
  const { user, address, instanceId } = await openBroken();
  expect(screen.getByText('Code: UserErrorMissingRequiredPermissions')).toBeVisible();
  expect(screen.getByText(/Grant appropriate permissions/)).toBeVisible();
  expect(screen.getByText(/Activity ID/)).toBeVisible();

  const [command] = screen.getAllByRole('button', { name: 'Fix protection error' });
  await user.click(command as HTMLElement);
  const pane = await dialog();
  expect(address()).toContain('pane=fix-protection');
  expect(await within(pane).findByText('Role assignment not done')).toBeInTheDocument();
  const table = within(pane).getByRole('table', { name: 'Missing roles' });
  expect(within(table).getByText('Resource pg-erp-planning')).toBeInTheDocument();
  await user.click(within(pane).getByRole('radio', { name: 'Subscription' }));
  expect(await within(table).findByText('Subscription Fabrikam')).toBeInTheDocument();
  await user.click(within(pane).getByRole('radio', { name: 'Resource' }));

  await user.click(within(pane).getByRole('button', { name: 'Assign missing roles' }));
  expect(await within(pane).findByText('Protection configured')).toBeInTheDocument();
  await user.click(within(pane).getAllByRole('button', { name: 'Close' })[1] as HTMLElement);
  expect(await within(await essentials()).findByText('Protection configured')).toBeInTheDocument();
  expect(screen.queryByText('Fix protection error for the backup instance.')).not.toBeInTheDocument();
  expect(await stateOf(instanceId)).toBe('ProtectionConfigured');
});

it('gives a template to a person who may not assign roles, and continues when someone else has assigned them', async () => {
  const files: Blob[] = [];
  vi.stubGlobal(
    'URL',
    class extends URL {
      static override createObjectURL = (file: Blob) => (files.push(file), 'blob:test');
      static override revokeObjectURL = () => undefined;
    },
  );
  onTestFinished(() => void vi.unstubAllGlobals());

  const { user, instanceId } = await openBroken({ as: 'backup-admin' });
  await user.click((await screen.findAllByRole('button', { name: 'Fix protection error' }))[0] as HTMLElement);
  const pane = await dialog();
  expect(await within(pane).findByText('User cannot assign roles')).toBeInTheDocument();
  expect(within(pane).queryByRole('button', { name: 'Assign missing roles' })).not.toBeInTheDocument();
  await user.click(within(pane).getByRole('button', { name: 'Download role assignment template' }));
  expect(await within(pane).findByText('bv-fabrikam-weu-role-assignments.json was downloaded')).toBeVisible();
  expect(await files[0]?.text()).toContain('c088a766-074b-43ba-90d4-1fb21feae531');

  await giveBackupRoles(VAULT, PLANNING);
  await user.click(within(pane).getByRole('button', { name: 'Revalidate' }));
  expect(await within(pane).findByText('Success')).toBeInTheDocument();
  await user.click(within(pane).getByRole('button', { name: 'Fix protection error' }));
  expect(await within(pane).findByText('Protection configured')).toBeInTheDocument();
  expect(await stateOf(instanceId)).toBe('ProtectionConfigured');
});

it('configures again what failed late and has no cause any more', async () => {
  const { user } = await openBroken({ scenario: 'operation-fails-late', withRoles: true });
  expect(screen.getByText('The server stopped answering while its protection was configured.')).toBeVisible();
  await user.click(screen.getAllByRole('button', { name: 'Fix protection error' })[0] as HTMLElement);
  const pane = await dialog();
  await user.click(await within(pane).findByRole('button', { name: 'Fix protection error' }));
  expect(await within(pane).findByText('Protection configured')).toBeInTheDocument();
});

it('says what still prevents protection when the cause is not about roles', async () => {
  await withRolesOnStopped();
  const pane = await dialog();
  expect(await within(pane).findByText('Validation failed')).toBeInTheDocument();
  expect(
    within(pane).getByText(/ServerNotReadyForLongTermBackup|PostgreSQLFlexOperationFailedUserError/),
  ).toBeVisible();
  expect(within(pane).queryByRole('button', { name: 'Fix protection error' })).not.toBeInTheDocument();
  expect(within(pane).getByRole('button', { name: 'Revalidate' })).toBeEnabled();
});

async function withRolesOnStopped(): Promise<void> {
  const view = await renderApp(paths.vaults());
  await giveBackupRoles(CONTOSO_VAULT, STOPPED);
  const instanceId = await putInstance(CONTOSO_VAULT, STOPPED, 'broken-2');
  await view.router.navigate(`${paths.instance(instanceId)}?pane=fix-protection`);
}

it('says after a link that there is nothing to fix', async () => {
  const view = await renderApp(paths.vaultInstances(VAULT));
  await view.user.click(await screen.findByText('pg-erp-hr'));
  await screen.findByText('Backup storage redundancy');
  await view.router.navigate(`${view.address()}?pane=fix-protection`);
  const pane = await dialog();
  expect(within(pane).getByText(/There is no protection error/)).toBeInTheDocument();
});

it('is offered by the row of the vault, where the roles were taken away between the check and the PUT', async () => {
  const view = await renderApp(paths.vaults());
  await giveBackupRoles(VAULT, PLANNING);
  await withdrawRoles(VAULT);
  await putInstance(VAULT, PLANNING, 'broken-3');
  await view.router.navigate(paths.vaultInstances(VAULT));
  await view.user.click(await screen.findByRole('button', { name: 'More actions for pg-erp-planning' }));
  await view.user.click(await screen.findByRole('menuitem', { name: 'Fix protection error' }));
  const pane = await dialog();
  await waitFor(() => expect(within(pane).getByText('Role assignment not done')).toBeInTheDocument());
});
