import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { VAULT_TYPE } from '#protocol/data-protection.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { BACKUP_GROUP, SUBSCRIPTION_ID } from '#provider/seed.ts';
import { backUpNow, backupInstances, deleteBackupInstance } from '#resources/backup-instances.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { createVault, deleteVault } from '#resources/vaults.ts';
import { expiredPoints } from '#provider/records.ts';
import { refuseRequests } from '#testing/refuse-requests.ts';
import { renderApp } from '#testing/renderApp.tsx';

const FABRIKAM =
  '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu';
const question = () => screen.findByRole('alertdialog', { name: 'Delete Backup vault' });

describe('deleting a vault', () => {
  it('says what prevents it, with links', async () => {
    const { user, address } = await renderApp(paths.vault(FABRIKAM));
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = within(await question());
    expect(address()).toBe(paths.deleteVault(FABRIKAM));
    expect(await dialog.findByText('1 backup instance')).toBeVisible();
    expect(await dialog.findByText('1 backup policy')).toBeVisible();
    expect(await dialog.findByText('No soft-deleted backup instances')).toBeVisible();
    const button = dialog.getByRole('button', { name: 'Delete' });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    expect(button).toHaveAccessibleDescription('Remove what prevents the deletion first.');
    await user.click(dialog.getByRole('link', { name: 'View backup policies' }));
    await waitFor(() => expect(address()).toBe(paths.vaultPolicies(FABRIKAM)));
  });

  it('knows of deleted instances that the vault keeps, and until when', async () => {
    const view = await renderApp(paths.vaultInstances(FABRIKAM));
    await screen.findByText('pg-erp-hr');
    const [instance] = view.client.getQueryData(backupInstances.list(FABRIKAM).queryKey) ?? [];
    const instanceId = instance?.id ?? '';
    // Without a recovery point there is nothing to keep.
    const rule = { ruleName: 'BackupWeekly', triggerOption: { retentionTagOverride: 'Default' } };
    await backUpNow(instanceId, { backupRuleOptions: rule });
    await waitFor(async () => expect(await view.client.query(recoveryPoints.list(instanceId))).toHaveLength(1), {
      timeout: 10_000,
      interval: 500,
    });
    await deleteBackupInstance(instanceId);
    await view.client.invalidateQueries();
    await view.router.navigate(paths.deleteVault(FABRIKAM));
    const dialog = within(await question());
    expect(await dialog.findByText('1 soft-deleted backup instance')).toBeVisible();
    expect(dialog.getByText(/deleted for good by/)).toHaveTextContent(/by .*20\d\d/);
    expect(dialog.getByText('No backup instances')).toBeVisible();
    expect(dialog.getByRole('link', { name: 'properties' })).toHaveAttribute(
      'href',
      paths.vaultProperties(FABRIKAM, 'soft-delete'),
    );
  }, 20_000);

  it('is done once nothing is left, and the list knows', async () => {
    const view = await renderApp('/vaults');
    const id = resourceId(resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP), VAULT_TYPE, 'bv-spare');
    await createVault(id, {
      location: 'westeurope',
      properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
    });
    await view.router.navigate(paths.deleteVault(id));
    const dialog = within(await question());
    expect(await dialog.findByText(/^Do you want to delete the Backup vault 'bv-spare'/)).toBeVisible();
    await view.user.click(dialog.getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(view.address()).toBe('/vaults'));
    expect(await screen.findByText('bv-contoso-weu')).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('link', { name: 'bv-spare' })).not.toBeInTheDocument());
  });

  it('says when it only waits for the files of what has expired', async () => {
    const view = await renderApp('/vaults');
    const id = resourceId(resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP), VAULT_TYPE, 'bv-spare');
    await createVault(id, {
      location: 'westeurope',
      properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
    });
    const { store } = view.mocks.ports;
    const expired = { vaultId: id, instanceId: `${id}/backupInstances/pg`, recoveryPointId: 'p' };
    await store.transact((tx) => tx.put(expiredPoints, 'p', expired));
    await view.router.navigate(paths.deleteVault(id));
    const dialog = within(await question());
    expect(await dialog.findByText('1 expired recovery point')).toBeVisible();
    const button = dialog.getByRole('button', { name: 'Delete' });
    expect(button).toHaveAccessibleDescription('Wait until what has expired is removed.');
    await expect(deleteVault(id)).rejects.toMatchObject({ code: 'UserErrorVaultStillRemoving' });
  });

  it('shows what the service says when it refuses', async () => {
    // So it cannot be known in advance.
    refuseRequests(/\/permissions\?/);
    let view = await renderApp('/vaults');
    const id = resourceId(resourceGroupScope(SUBSCRIPTION_ID, BACKUP_GROUP), VAULT_TYPE, 'bv-spare');
    await createVault(id, {
      location: 'westeurope',
      properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
    });
    view = await renderApp(paths.deleteVault(id), { as: 'reader', mocks: view.mocks });
    const dialog = within(await question());
    await dialog.findByText(/^Do you want to delete/);
    await view.user.click(dialog.getByRole('button', { name: 'Delete' }));
    expect(await dialog.findByText("'bv-spare' was not deleted")).toBeVisible();
    expect(dialog.getByText(/AuthorizationFailed/)).toBeVisible();
  });
});
