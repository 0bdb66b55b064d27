import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { LOCAL_STORAGE, type Vault } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { VAULT_ID } from '#provider/seed.ts';
import { changeVault } from '#resources/vaults.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';

const open = async (pane?: string, options = {}): Promise<RenderedApp> => {
  const view = await renderApp(paths.vaultProperties(VAULT_ID, pane), options);
  await screen.findByRole('region', { name: 'Soft Delete' });
  return view;
};
const card = async (name: string) => within(await screen.findByRole('region', { name }));
const pane = (name: string) => screen.findByRole('dialog', { name });
const settings = async () => (await arm.read<Vault>(VAULT_ID, { apiVersion: API_VERSIONS.dataProtection })).properties;
const isGone = () => waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());

describe('the properties of a vault', () => {
  it('gets a second storage once, and says how many copies there are', async () => {
    const vaultStorages = [LOCAL_STORAGE, { name: 'offsite', type: 'S3' }];
    const { user } = await open(undefined, { vaultStorages });
    expect(
      (await card('Backup storage redundancy')).getByText(
        "Recovery points are kept once, in 'local'. A second storage makes it two copies.",
      ),
    ).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Add second storage' }));
    const adding = within(await pane('Second storage'));
    await user.click(adding.getByRole('combobox', { name: /^Second storage/ }));
    await user.click(await screen.findByRole('option', { name: 'offsite (S3-compatible)' }));
    await user.click(adding.getByRole('button', { name: 'Update' }));
    await isGone();
    expect(await (await card('Second storage')).findByText('offsite (S3-compatible)')).toBeVisible();
    expect((await card('Second storage')).queryByRole('button')).not.toBeInTheDocument();
    expect((await settings()).copyStorage).toEqual({ name: 'offsite', type: 'S3' });
    expect(
      (await card('Backup storage redundancy')).getByText(
        "Every recovery point is kept in 'local' and copied into 'offsite'.",
      ),
    ).toBeVisible();
  });

  it('changes the days of soft delete, and not to days that do not count', async () => {
    const { user, address } = await open();
    await user.click(screen.getByRole('button', { name: 'Update soft delete' }));
    const softDelete = within(await pane('Soft Delete'));
    expect(address()).toContain('pane=soft-delete');
    const days = softDelete.getByRole('spinbutton', { name: /retention period/ });
    await user.clear(days);
    await user.type(days, '7');
    await user.click(softDelete.getByRole('button', { name: 'Update' }));
    expect(await softDelete.findByText('Enter a number between 14 and 180.')).toBeVisible();
    await user.clear(days);
    await user.type(days, '90');
    await user.click(softDelete.getByRole('button', { name: 'Update' }));
    await isGone();
    expect((await card('Soft Delete')).getByText('On, 90 days')).toBeVisible();
    expect((await settings()).securitySettings.softDeleteSettings).toEqual({
      state: 'On',
      retentionDurationInDays: 90,
    });
  });

  it('turns always-on soft delete on once it is confirmed; then only its days can change', async () => {
    const { user } = await open('soft-delete');
    const softDelete = within(await pane('Soft Delete'));
    await user.click(softDelete.getByRole('checkbox', { name: 'Enable Always-on Soft Delete' }));
    await user.click(softDelete.getByRole('button', { name: 'Update' }));
    expect(await softDelete.findByText(/^Confirm that always-on/)).toBeVisible();
    expect((await settings()).securitySettings.softDeleteSettings.state).toBe('On');
    await user.click(softDelete.getByRole('checkbox', { name: /^I understand/ }));
    await user.click(softDelete.getByRole('button', { name: 'Update' }));
    await isGone();
    expect((await card('Soft Delete')).getByText('Always on, 14 days')).toBeVisible();

    await user.click(screen.getByRole('button', { name: 'Update soft delete' }));
    const again = within(await pane('Soft Delete'));
    expect(again.getByRole('checkbox', { name: 'Enable soft delete' })).toBeDisabled();
    expect(again.getByRole('checkbox', { name: 'Enable Always-on Soft Delete' })).toBeDisabled();
    expect(again.getByRole('spinbutton', { name: /retention period/ })).toBeEnabled();
  });

  it.each([
    ['Unlocked', /To change that, disable immutability/],
    ['Locked', /Immutability is locked and stays/],
  ])('says before the click what soft delete may not lose while immutability is %s', async (state, way) => {
    const { user } = await open();
    const softDeleteSettings = { state: 'On', retentionDurationInDays: 90 };
    await changeVault(VAULT_ID, {
      properties: { securitySettings: { softDeleteSettings, immutabilitySettings: { state } } },
    });
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    await (await card('Soft Delete')).findByText('On, 90 days');
    await user.click(screen.getByRole('button', { name: 'Update soft delete' }));
    const softDelete = within(await pane('Soft Delete'));
    expect(softDelete.getByText(way)).toBeVisible();
    expect(softDelete.getByRole('checkbox', { name: 'Enable soft delete' })).toBeDisabled();
    const days = softDelete.getByRole('spinbutton', { name: /retention period/ });
    await user.clear(days);
    await user.type(days, '89');
    expect(await softDelete.findByText('The vault is immutable: enter 90 days or more.')).toBeVisible();
    await user.clear(days);
    await user.type(days, '91');
    await user.click(softDelete.getByRole('button', { name: 'Update' }));
    await isGone();
    expect((await settings()).securitySettings.softDeleteSettings).toMatchObject({ retentionDurationInDays: 91 });
  });

  it('enables immutability, then locks it, and then offers no way back', async () => {
    const { user } = await open();
    await user.click(screen.getByRole('button', { name: 'Settings immutable vault' }));
    const first = within(await pane('Immutable vault'));
    expect(first.queryByRole('checkbox', { name: 'Lock immutability' })).not.toBeInTheDocument();
    await user.click(first.getByRole('checkbox', { name: 'Enable vault immutability' }));
    await user.click(first.getByRole('button', { name: 'Update' }));
    await isGone();

    await user.click(screen.getByRole('button', { name: 'Settings immutable vault' }));
    const second = within(await pane('Immutable vault'));
    await user.click(second.getByRole('checkbox', { name: 'Lock immutability' }));
    await user.click(second.getByRole('button', { name: 'Update' }));
    expect(await second.findByText(/^Confirm that locked/)).toBeVisible();
    await user.click(second.getByRole('checkbox', { name: /^I understand/ }));
    await user.click(second.getByRole('button', { name: 'Update' }));
    await isGone();
    expect((await card('Immutable vault')).getByText('Enabled and locked')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Settings immutable vault' })).not.toBeInTheDocument();
    expect((await settings()).securitySettings.immutabilitySettings.state).toBe('Locked');
  }, 15_000);

  it('turns cross region restore on for ever', async () => {
    const { user } = await open('cross-region-restore');
    const restore = within(await pane('Cross Region Restore'));
    expect(restore.getByRole('button', { name: 'Update' })).toHaveAttribute('aria-disabled', 'true');
    await user.click(restore.getByRole('switch', { name: /Cross Region Restore/ }));
    expect(restore.getByText('Cross region restore cannot be turned off again.')).toBeVisible();
    await user.click(restore.getByRole('button', { name: 'Update' }));
    await isGone();
    expect((await card('Cross Region Restore')).getByText('Enabled')).toBeVisible();
    expect((await card('Cross Region Restore')).queryByRole('button')).not.toBeInTheDocument();
  });

  it('shows what the service says when somebody else was quicker', async () => {
    const { user } = await open('cross-subscription-restore');
    const restore = within(await pane('Cross Subscription Restore'));
    await user.click(restore.getByRole('combobox'));
    await user.click(await screen.findByRole('option', { name: 'Disable' }));
    await changeVault(VAULT_ID, {
      properties: { featureSettings: { crossSubscriptionRestoreSettings: { state: 'PermanentlyDisabled' } } },
    });
    await user.click(restore.getByRole('button', { name: 'Update' }));
    expect(await restore.findByText('The setting was not changed')).toBeVisible();
    expect(restore.getByText(/cannot be changed once it is PermanentlyDisabled/)).toBeVisible();
  });

  it('turns off the alerts', async () => {
    const { user } = await open('alerts');
    const alerts = within(await pane('Alerts for all job failures'));
    await user.click(alerts.getByRole('checkbox'));
    await user.click(alerts.getByRole('button', { name: 'Update' }));
    await isGone();
    expect((await settings()).monitoringSettings.azureMonitorAlertSettings.alertsForAllJobFailures).toBe('Disabled');
  });

  it('shows all of it to a person with read access only, and says what they lack', async () => {
    await open('soft-delete', { as: 'reader' });
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Update soft delete' })).toHaveAttribute('aria-disabled', 'true'),
    );
    expect(screen.getByRole('button', { name: 'Update soft delete' })).toHaveAccessibleDescription(
      /Microsoft\.DataProtection\/backupVaults\/write/,
    );
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });
});
