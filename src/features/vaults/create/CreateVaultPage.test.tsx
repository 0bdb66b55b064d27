import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { LOCAL_STORAGE, VAULT_TYPE, type Vault } from '#protocol/data-protection.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { BACKUP_GROUP, SUBSCRIPTION_ID, VAULT_ID, VAULT_NAME } from '#provider/seed.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';

const press = async ({ user }: RenderedApp, name: string | RegExp) =>
  user.click(await screen.findByRole('button', { name }));
const tab = (name: RegExp) => screen.getByRole('tab', { name });
const nameField = () => screen.findByRole('textbox', { name: /Backup vault name/ });

async function choose({ user }: RenderedApp, field: RegExp, option: string | RegExp) {
  await user.click(await screen.findByRole('combobox', { name: field }));
  await user.click(await screen.findByRole('option', { name: option }));
}

async function fillBasics(view: RenderedApp, name: string) {
  await choose(view, /Resource group/, BACKUP_GROUP);
  await view.user.type(await nameField(), name);
  await choose(view, /Region/, 'West Europe');
}

const idOf = (name: string, group = BACKUP_GROUP) =>
  resourceId(resourceGroupScope(SUBSCRIPTION_ID, group), VAULT_TYPE, name);
const stored = (id: string) => arm.read<Vault>(id, { apiVersion: API_VERSIONS.dataProtection });

describe('Create Backup Vault', () => {
  it('creates a vault exactly as it was chosen, and shows it', async () => {
    const view = await renderApp('/vaults');
    await view.user.click(await screen.findByRole('link', { name: 'Create' }));
    await screen.findByRole('heading', { name: 'Create Backup Vault' });
    await fillBasics(view, 'bv-chosen');
    await press(view, 'Next');

    await view.user.click(await screen.findByRole('switch', { name: /Cross Region Restore/ }));
    await choose(view, /Cross Subscription Restore/, 'Permanently disable');
    await press(view, 'Next');
    expect(await screen.findByText(/^Confirm that cross subscription restore/)).toBeVisible();
    await view.user.click(screen.getByRole('checkbox', { name: /cross subscription restore can never/ }));
    const days = screen.getByRole('spinbutton', { name: /retention period/ });
    await view.user.clear(days);
    await view.user.type(days, '90');
    await view.user.click(screen.getByRole('checkbox', { name: 'Enable vault immutability' }));
    await press(view, 'Next');

    await press(view, 'Add tag');
    await view.user.type(await screen.findByRole('textbox', { name: 'Name of tag 1' }), 'env');
    await view.user.type(screen.getByRole('textbox', { name: 'Value of tag 1' }), 'prod');
    expect(view.address()).toBe('/vaults/create/tags');
    await press(view, 'Next');

    expect(await screen.findByText('Validation passed')).toBeVisible();
    expect(screen.getByText('Cross region restore cannot be turned off again.')).toBeVisible();
    await press(view, 'Create');

    expect(await screen.findByRole('heading', { level: 1, name: 'bv-chosen' })).toBeVisible();
    expect(view.address()).toBe(paths.vault((await stored(idOf('bv-chosen'))).id));
    expect((await screen.findAllByText("'bv-chosen' in westeurope"))[0]).toBeVisible();
    expect(sessionStorage.getItem('backup-portal.create-vault')).toBeNull();
    expect(await stored(idOf('bv-chosen'))).toMatchObject({
      tags: { env: 'prod' },
      properties: {
        storageSettings: [{ type: 'GeoRedundant' }],
        securitySettings: {
          softDeleteSettings: { state: 'On', retentionDurationInDays: 90 },
          immutabilitySettings: { state: 'Unlocked' },
        },
        featureSettings: {
          crossSubscriptionRestoreSettings: { state: 'PermanentlyDisabled' },
          crossRegionRestoreSettings: { state: 'Enabled' },
        },
      },
    });
  }, 40_000);

  it('creates the resource group too, and returns with the vault in the address', async () => {
    const view = await renderApp(paths.createVault('basics', '/configure-backup/basics?policy=old'));
    await press(view, 'Create new');
    await view.user.type(await screen.findByRole('textbox', { name: /Resource group/ }), 'rg-new');
    await view.user.type(await nameField(), 'bv-elsewhere');
    await choose(view, /Region/, 'North Europe');
    await view.user.click(tab(/Review/));
    expect(await screen.findByText('(new) rg-new')).toBeVisible();
    await press(view, 'Create');
    await screen.findByRole('heading', { level: 1, name: 'Configure Backup' });
    expect(new URLSearchParams(view.address().split('?')[1]).get('vault')).toBe(idOf('bv-elsewhere', 'rg-new'));
  }, 30_000);

  it('offers the storages that the back end tells of, and no choice where there is one', async () => {
    let view = await renderApp(paths.createVault());
    await fillBasics(view, 'bv-here');
    expect(screen.queryByRole('combobox', { name: /^Storage/ })).not.toBeInTheDocument();
    view.unmount();

    sessionStorage.clear();
    const vaultStorages = [LOCAL_STORAGE, { name: 'offsite', type: 'AzureBlob' }];
    view = await renderApp(paths.createVault(), { vaultStorages });
    await fillBasics(view, 'bv-offsite');
    expect(await screen.findByRole('combobox', { name: /^Storage/ })).toHaveValue('local (a folder of the server)');
    expect(screen.getByRole('combobox', { name: /^Second storage/ })).toHaveValue('offsite (Azure Blob Storage)');
    await choose(view, /^Storage/, 'offsite (Azure Blob Storage)');
    expect(screen.getByRole('combobox', { name: /^Second storage/ })).toHaveValue('local (a folder of the server)');
    expect(screen.getByText("Every recovery point is kept in 'offsite' and copied into 'local'.")).toBeVisible();
    await choose(view, /^Backup storage redundancy/, 'Locally-redundant');
    expect(screen.queryByRole('combobox', { name: /^Second storage/ })).not.toBeInTheDocument();
    await choose(view, /^Backup storage redundancy/, 'Geo-redundant');
    await view.user.click(tab(/Review/));
    expect(await screen.findByText('offsite (Azure Blob Storage)')).toBeVisible();
    expect(screen.getByText('local (a folder of the server)')).toBeVisible();
    await press(view, 'Create');
    await screen.findByRole('heading', { level: 1, name: 'bv-offsite' });
    const { properties } = await stored(idOf('bv-offsite'));
    expect(properties.vaultStorage).toEqual({ name: 'offsite', type: 'AzureBlob' });
    expect(properties.copyStorage).toEqual(LOCAL_STORAGE);
    await view.router.navigate(paths.vaultProperties(idOf('bv-offsite')));
    const card = within(await screen.findByRole('region', { name: 'Storage' }));
    expect(card.getByText('offsite (Azure Blob Storage)')).toBeVisible();
    expect(card.queryByRole('button')).not.toBeInTheDocument();
  }, 30_000);

  it('names what is missing, on the tab and in the review', async () => {
    const view = await renderApp(paths.createVault());
    await screen.findByDisplayValue('Contoso');
    await press(view, 'Next');
    expect(await screen.findByText('Select or create a resource group.')).toBeVisible();
    expect(screen.getByRole('combobox', { name: /Resource group/ })).toHaveFocus();
    expect(tab(/Basics/)).toHaveAccessibleName(/needs attention/);
    await view.user.click(tab(/Review/));
    expect(await screen.findByText(/^Validation failed/)).toBeVisible();
    const create = screen.getByRole('button', { name: 'Create' });
    expect(create).toHaveAttribute('aria-disabled', 'true');
    expect(create).toHaveAccessibleDescription('Select or create a resource group.');
  });

  it('says that a name is taken, and does not touch the vault that has it', async () => {
    const view = await renderApp(paths.createVault());
    await fillBasics(view, VAULT_NAME.toUpperCase());
    expect(await screen.findByText(/exists already in resource group/)).toBeVisible();
    await press(view, 'Next');
    expect(await nameField()).toHaveFocus();
  });

  it('does not change a vault of that name that came into being meanwhile', async () => {
    const view = await renderApp(paths.createVault());
    await fillBasics(view, 'bv-raced');
    await view.user.click(tab(/Review/));
    expect(await screen.findByText('Validation passed')).toBeVisible();
    const theirs = { ...(await stored(VAULT_ID)), tags: { owner: 'somebody else' } };
    await arm.put(idOf('bv-raced'), theirs, { apiVersion: API_VERSIONS.dataProtection });
    await press(view, 'Create');
    expect(await screen.findByText('The Backup vault could not be created')).toBeVisible();
    expect((await stored(idOf('bv-raced'))).tags).toEqual({ owner: 'somebody else' });
  }, 20_000);

  it('survives a reload, Back and Forward', async () => {
    let view = await renderApp(paths.createVault());
    await fillBasics(view, 'bv-kept');
    await view.user.click(tab(/properties/));
    await view.user.click(await screen.findByRole('checkbox', { name: 'Enable vault immutability' }));
    view.unmount();

    view = await renderApp(paths.createVault('properties'), { mocks: view.mocks });
    expect(await screen.findByRole('checkbox', { name: 'Enable vault immutability' })).toBeChecked();
    await view.user.click(tab(/Basics/));
    expect(await nameField()).toHaveValue('bv-kept');
    await view.router.navigate(-1);
    expect(await screen.findByRole('checkbox', { name: 'Enable vault immutability' })).toBeChecked();
    await view.router.navigate(1);
    expect(await nameField()).toHaveValue('bv-kept');
  }, 20_000);

  it('asks before the form is lost, and not while the person moves along its tabs', async () => {
    const view = await renderApp(paths.createVault());
    await view.user.type(await nameField(), 'lost');
    await view.user.click(tab(/Tags/));
    await screen.findByRole('button', { name: 'Add tag' });
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument();
    await press(view, 'Cancel');
    const question = await screen.findByRole('alertdialog', { name: 'Leave without creating the Backup vault?' });
    await view.user.click(within(question).getByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(view.address()).toBe('/vaults'));
    expect(sessionStorage.getItem('backup-portal.create-vault')).toBeNull();
  });

  it('shows why the service refused a person with read access only', async () => {
    const view = await renderApp(paths.createVault(), { as: 'reader' });
    await fillBasics(view, 'bv-not-allowed');
    await view.user.click(tab(/Review/));
    await press(view, 'Create');
    expect(await screen.findByText('The Backup vault could not be created')).toBeVisible();
    expect(screen.getByText(/AuthorizationFailed/)).toBeVisible();
  }, 20_000);
});
