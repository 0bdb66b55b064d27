/** Commands that the service would refuse are disabled in advance, with the reason and the way out. */
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, onTestFinished } from 'vitest';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { paths } from '#paths';
import { startNodeMocks, type NodeMocks } from '#mocks/node.ts';
import { refuseRequests } from '#testing/refuse-requests.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';
import { backUp, callService } from '#testing/service.ts';

const GROUP = '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp';
const VAULT = `${GROUP}/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu`;
const POLICY = `${VAULT}/backupPolicies/weekly-standard`;

const lockPath = (scope: string): string => `${scope}/providers/Microsoft.Authorization/locks/keep`;

const lock = (scope: string, level: 'CanNotDelete' | 'ReadOnly'): Promise<unknown> =>
  callService(lockPath(scope), { method: 'PUT', apiVersion: API_VERSIONS.locks, body: { properties: { level } } });

const unlock = (scope: string): Promise<unknown> =>
  callService(lockPath(scope), { method: 'DELETE', apiVersion: API_VERSIONS.locks });

/** A world with one recovery point and one job, and the id of its instance. */
async function begin(): Promise<{ mocks: NodeMocks; instanceId: string }> {
  const mocks = await startNodeMocks({ origin: location.origin });
  onTestFinished(() => mocks.close());
  return { mocks, instanceId: await backUp(VAULT) };
}

/** Waits until the button is disabled, and returns its description. */
async function reasonOf(name: string): Promise<string> {
  await waitFor(() => {
    expect(screen.getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true');
  });
  const { id } = { id: screen.getByRole('button', { name }).getAttribute('aria-describedby') ?? '' };
  return document.getElementById(id)?.textContent ?? '';
}

async function openMenu({ user }: RenderedApp, name: string) {
  await user.click(await screen.findByRole('button', { name: `More actions for ${name}` }));
  return (item: string) => screen.findByRole('menuitem', { name: item });
}

const requestsIn = (requested: readonly string[], part: string): number =>
  requested.filter((url) => decodeURIComponent(url).includes(part)).length;

/** Records the requests from now on. */
function requests(): string[] {
  const { fetch } = globalThis;
  const requested: string[] = [];
  globalThis.fetch = (input, init) => {
    requested.push(input instanceof Request ? input.url : String(input));
    return fetch(input, init);
  };
  onTestFinished(() => {
    globalThis.fetch = fetch;
  });
  return requested;
}

describe('someone who may only read', () => {
  it('sees the action that is missing, on the pages of a vault', async () => {
    const { mocks } = await begin();
    const view = await renderApp(paths.vault(VAULT), { mocks, as: 'reader' });
    expect(await reasonOf('Delete')).toContain(
      'Microsoft.DataProtection/backupVaults/delete at the Backup vault bv-fabrikam-weu',
    );
    expect(await reasonOf('Backup')).toContain('backupInstances/write');
    expect(await reasonOf('Restore')).toContain('backupInstances/restore/action');

    await act(() => view.router.navigate(paths.vaultPolicies(VAULT)));
    await screen.findByText('1 backup policy');
    expect(await reasonOf('Add')).toContain('backupPolicies/write');
  }, 60_000);

  it('sees it in the menus of a list, which keep the focus, and on the page of an instance', async () => {
    const { mocks, instanceId } = await begin();
    const view = await renderApp(paths.vaultInstances(VAULT), { mocks, as: 'reader' });
    const item = await openMenu(view, 'pg-erp-hr');
    // The first one has the focus when the response comes, and keeps it.
    await waitFor(async () => expect(await item('Backup Now')).toHaveAttribute('aria-disabled', 'true'));
    expect(await item('Backup Now')).toHaveFocus();
    expect(await item('Delete')).toHaveAttribute('aria-disabled', 'true');
    await view.user.keyboard('{Enter}');
    expect(view.address()).toBe(paths.vaultInstances(VAULT));
    expect(await item('View jobs')).not.toHaveAttribute('aria-disabled');

    await act(() => view.router.navigate(paths.instance(instanceId)));
    await screen.findByText('1 restore point');
    expect(await reasonOf('Backup Now')).toContain('backupInstances/backup/action at the backup instance');
    expect(await reasonOf('Edit backup instance')).toContain('backupInstances/write');
    // A command that makes no sense in the state has that as its reason.
    expect(await reasonOf('UnDelete')).toBe("The backup instance isn't deleted.");
  }, 60_000);

  it('sees it in the panes and questions that a link opens', async () => {
    const { mocks, instanceId } = await begin();
    const view = await renderApp(paths.instancePane(instanceId, 'stop'), { mocks, as: 'reader' });
    const pane = await screen.findByRole('dialog', { name: 'Not available' });
    expect(within(pane).getByText(/suspendBackups\/action/)).toBeVisible();

    await act(() => view.router.navigate(paths.deleteVault(VAULT)));
    const dialog = await screen.findByRole('alertdialog', { name: 'Delete Backup vault' });
    expect(await within(dialog).findByText(/backupVaults\/delete/)).toBeVisible();

    await act(() => view.router.navigate(paths.deletePolicy(POLICY)));
    expect(await screen.findByText(/^The backup policy cannot be deleted\./)).toBeVisible();
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument();
  });
});

describe('a lock', () => {
  it('disables what it refuses and says which one and where; when it is gone, Refresh shows that', async () => {
    const { mocks, instanceId } = await begin();
    await lock(GROUP, 'CanNotDelete');
    const view = await renderApp(paths.instance(instanceId), { mocks });
    await screen.findByText('1 restore point');
    expect(await reasonOf('Delete')).toBe(
      "The Delete lock 'keep' at resource group rg-erp does not allow this. Delete the lock first, under Locks, if you may.",
    );
    expect(screen.getByRole('button', { name: 'Backup Now' })).not.toHaveAttribute('aria-disabled');
    await view.user.click(screen.getByRole('button', { name: 'Stop Backup' }));
    const pane = await screen.findByRole('dialog', { name: 'Stop Backup' });
    expect(within(pane).getByRole('radio', { name: /^Delete Backup Data.*lock 'keep'/ })).toBeDisabled();
    expect(within(pane).getByRole('radio', { name: 'Retain forever' })).toBeEnabled();
    await view.user.click(within(pane).getByRole('button', { name: 'Cancel' }));

    await unlock(GROUP);
    await view.user.click(screen.getByRole('button', { name: 'Refresh' }));
    await waitFor(() => {
      expect(screen.getByRole('button', { name: 'Delete' })).not.toHaveAttribute('aria-disabled');
    });
  });

  it('that is read-only stops every change: of the vault, of an instance and of its restore points', async () => {
    const { mocks, instanceId } = await begin();
    await lock(VAULT, 'ReadOnly');
    const view = await renderApp(paths.vaultProperties(VAULT), { mocks });
    expect(await screen.findByText(/You can look at these settings, but not change them/)).toHaveTextContent(
      "The Read-only lock 'keep' at the Backup vault bv-fabrikam-weu",
    );
    await act(() => view.router.navigate(paths.vaultAccess(VAULT)));
    expect(await reasonOf('Add role assignment')).toContain("lock 'keep'");

    await act(() => view.router.navigate(paths.instance(instanceId)));
    await screen.findByText('1 restore point');
    for (const name of ['Backup Now', 'Restore', 'Stop Backup', 'Edit backup instance', 'Delete']) {
      expect(await reasonOf(name)).toContain("lock 'keep'");
    }
    const item = await openMenu(
      view,
      (await screen.findByRole('button', { name: /^More actions for the restore point/ }))
        .getAttribute('aria-label')
        ?.replace('More actions for ', '') ?? '',
    );
    expect(await item('Restore')).toHaveAttribute('aria-disabled', 'true');
  });
});

it('an immutable vault does not offer to delete what it has to keep, and says until when', async () => {
  const { mocks, instanceId } = await begin();
  const properties = { securitySettings: { immutabilitySettings: { state: 'Unlocked' } } };
  await callService(VAULT, { method: 'PATCH', body: { properties } });
  const view = await renderApp(paths.instance(instanceId), { mocks });
  await screen.findByText('1 restore point');
  expect(await reasonOf('Delete')).toMatch(/is immutable: one recovery point must be kept.*disable immutability/);
  await act(() => view.router.navigate(paths.vaultIdentity(VAULT)));
  expect(await reasonOf('Turn off')).toContain('is immutable');
});

it('an immutable vault does not offer a policy that keeps for a shorter time, and says of what', async () => {
  const { mocks, instanceId } = await begin();
  const { properties } = await callService<{ properties: unknown }>(POLICY);
  const shorter = JSON.parse(JSON.stringify(properties).replace(/"duration":"P\w+"/g, '"duration":"P1W"')) as unknown;
  for (const [name, each] of [
    ['same', properties],
    ['shorter', shorter],
  ] as const) {
    await callService(`${VAULT}/backupPolicies/${name}`, { method: 'PUT', body: { properties: each } });
  }
  const immutable = { securitySettings: { immutabilitySettings: { state: 'Unlocked' } } };
  await callService(VAULT, { method: 'PATCH', body: { properties: immutable } });
  const { user } = await renderApp(paths.instancePane(instanceId, 'edit'), { mocks });
  const pane = within(await screen.findByRole('dialog', { name: 'Edit backup instance' }));
  const choose = async (name: string) => {
    await user.click(await pane.findByRole('combobox', { name: 'Policy' }));
    await user.click(await screen.findByRole('option', { name }));
  };
  await choose('shorter');
  expect(await pane.findByText(/is immutable, and this policy keeps for a shorter time what the rule/)).toBeVisible();
  expect(pane.getByText(/1 week instead of/)).toBeVisible();
  expect(pane.getByRole('button', { name: 'Apply' })).toHaveAttribute('aria-disabled', 'true');
  await choose('same');
  expect(pane.queryByText(/is immutable/)).not.toBeInTheDocument();
  expect(pane.getByRole('button', { name: 'Apply' })).not.toHaveAttribute('aria-disabled');
});

it('what cannot be read leaves the commands as they are, and the service refuses', async () => {
  const { mocks } = await begin();
  await lock(VAULT, 'ReadOnly');
  refuseRequests(/\/Microsoft\.Authorization\/(permissions|locks)\?/);
  await renderApp(paths.vault(VAULT), { mocks, as: 'reader' });
  await waitFor(() => {
    expect(screen.getByRole('button', { name: 'Delete' })).not.toHaveAttribute('aria-disabled');
  });
});

it('reads once for a page, not for each row; and for a row when its menu is opened', async () => {
  const { mocks } = await begin();
  const requested = requests();
  const view = await renderApp(paths.vaultInstances(VAULT), { mocks });
  await screen.findByText('pg-erp-hr');
  await waitFor(() => {
    expect(requestsIn(requested, '/permissions?')).toBe(1);
  });
  expect(requestsIn(requested, '/locks?')).toBe(1);
  const item = await openMenu(view, 'pg-erp-hr');
  await item('Backup Now');
  await waitFor(() => {
    // At the vault, at the instance and at its server.
    expect(requestsIn(requested, '/permissions?')).toBeLessThanOrEqual(4);
  });
});
