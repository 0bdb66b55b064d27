import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { groupScopeOf } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { POLICY_ID, VAULT_ID } from '#provider/seed.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';
import { callService } from '#testing/service.ts';

const lock = (scope: string, name: string, properties: object): Promise<unknown> =>
  callService(`${scope}/providers/Microsoft.Authorization/locks/${encodeURIComponent(name)}`, {
    method: 'PUT',
    apiVersion: API_VERSIONS.locks,
    body: { properties },
  });

const row = (name: RegExp) => screen.findByRole('row', { name });

async function choose({ user }: RenderedApp, name: string, item: string) {
  await user.click(await screen.findByRole('button', { name: `More actions for ${name}` }));
  await user.click(await screen.findByRole('menuitem', { name: item }));
}

describe('the locks of a vault', () => {
  it('are added, changed and deleted', async () => {
    const view = await renderApp(paths.vaultLocks(VAULT_ID));
    const { user, address } = view;
    expect(await screen.findByText('No locks')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Add' }));
    const adding = within(await screen.findByRole('dialog', { name: 'Add lock' }));
    expect(address()).toContain('pane=add');
    await user.click(adding.getByRole('button', { name: 'OK' }));
    expect(adding.getByText('Enter a name for the lock.')).toBeVisible();
    expect(adding.getByText('Select a lock type.')).toBeVisible();
    expect(adding.getByRole('textbox', { name: 'Lock name' })).toHaveFocus();
    await user.type(adding.getByRole('textbox', { name: 'Lock name' }), 'do not delete (1)');
    await user.click(adding.getByRole('radio', { name: /^Delete/ }));
    await user.type(adding.getByRole('textbox', { name: 'Notes' }), 'Audit');
    await user.click(adding.getByRole('button', { name: 'OK' }));
    expect(await row(/^do not delete \(1\) Delete This resource Audit/)).toBeVisible();
    expect(address()).toBe(paths.vaultLocks(VAULT_ID));

    await choose(view, 'do not delete (1)', 'Edit');
    const editing = within(await screen.findByRole('dialog', { name: 'Edit lock' }));
    expect(editing.getByRole('textbox', { name: 'Lock name' })).toHaveAttribute('readonly');
    await user.click(editing.getByRole('radio', { name: /^Read-only/ }));
    await user.click(editing.getByRole('button', { name: 'OK' }));
    expect(await row(/^do not delete \(1\) Read-only This resource Audit/)).toBeVisible();

    await choose(view, 'do not delete (1)', 'Delete');
    const question = within(await screen.findByRole('alertdialog', { name: 'Delete lock' }));
    await user.click(question.getByRole('button', { name: 'Yes' }));
    expect(await screen.findByText('No locks')).toBeVisible();
  }, 60_000);

  it('are shown apart from those above and below it, and a taken name is not overwritten', async () => {
    const view = await renderApp('/vaults');
    await lock(groupScopeOf(VAULT_ID), 'above', { level: 'CanNotDelete' });
    await lock(VAULT_ID, 'here', { level: 'ReadOnly', notes: 'Ours' });
    await lock(POLICY_ID, 'below', { level: 'CanNotDelete' });
    await view.router.navigate(paths.vaultLocks(VAULT_ID));
    expect(await row(/^above Delete Resource group rg-backup \(Inherited\)/)).toBeVisible();
    expect(await row(/^here Read-only This resource Ours/)).toBeVisible();
    expect(await row(/^below Delete Resource weekly-standard/)).toBeVisible();

    await view.user.click(screen.getByRole('button', { name: 'Add' }));
    const adding = within(await screen.findByRole('dialog', { name: 'Add lock' }));
    await view.user.type(adding.getByRole('textbox', { name: 'Lock name' }), 'HERE');
    await view.user.click(adding.getByRole('radio', { name: /^Delete/ }));
    await view.user.click(adding.getByRole('button', { name: 'OK' }));
    expect(adding.getByText(/There is a lock of this name here/)).toBeVisible();
  }, 60_000);

  it('are read-only for a person without the right to set any, with the reason', async () => {
    const view = await renderApp('/vaults');
    await lock(VAULT_ID, 'here', { level: 'ReadOnly' });
    const { user } = await renderApp(paths.vaultLocks(VAULT_ID), { as: 'backup-admin', mocks: view.mocks });
    await row(/^here/);
    const add = screen.getAllByRole('button', { name: 'Add' }).at(-1) as HTMLElement;
    await waitFor(() => expect(add).toHaveAttribute('aria-disabled', 'true'));
    expect(add).toHaveAccessibleDescription(
      /Microsoft\.Authorization\/locks\/write at the Backup vault bv-contoso-weu/,
    );
    await user.click(screen.getByRole('button', { name: 'More actions for here' }));
    await waitFor(async () =>
      expect(await screen.findByRole('menuitem', { name: 'Delete' })).toHaveAttribute('aria-disabled', 'true'),
    );
  }, 60_000);
});

it('a server has its own', async () => {
  const server =
    '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-erp-hr';
  const { user } = await renderApp(paths.server(server));
  await user.click(await screen.findByRole('link', { name: 'Locks' }));
  expect(await screen.findByRole('heading', { level: 1, name: 'pg-erp-hr | Locks' })).toBeVisible();
  expect(await screen.findByText('No locks')).toBeVisible();
}, 60_000);
