import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ROLE_DEFINITION_TYPE, type RoleDefinition } from '#protocol/authorization.ts';
import { groupScopeOf } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { VAULT_ID } from '#provider/seed.ts';
import { createRoleAssignment, roleDefinitions } from '#resources/authorization.ts';
import { putRole } from '#resources/custom-roles.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';

const READER_ID = '44444444-4444-4444-8444-444444444443';

const row = (name: RegExp) => screen.findByRole('row', { name });

const nightShift = (): Promise<RoleDefinition> =>
  putRole({
    roleName: 'Night shift',
    description: 'Restores at night',
    permissions: [{ actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] }],
    assignableScopes: [groupScopeOf(VAULT_ID)],
  });

async function choose({ user }: RenderedApp, name: string, item: string) {
  await user.click(await screen.findByRole('button', { name: `More actions for ${name}` }));
  await user.click(await screen.findByRole('menuitem', { name: item }));
}

describe('the roles of a vault', () => {
  it('are on a tab of their own, can be searched, and show what they allow', async () => {
    const { user, address } = await renderApp(paths.vaultAccess(VAULT_ID));
    await user.click(screen.getByRole('tab', { name: 'Roles' }));
    expect(address()).toBe(paths.vaultRoles(VAULT_ID));
    expect(screen.getByRole('tab', { name: 'Roles' })).toHaveFocus();
    await user.type(await screen.findByPlaceholderText('Search by name or description'), 'backup op');
    expect(await screen.findByText('1 role')).toBeVisible();
    expect(await row(/^Backup Operator .*Built-in role/)).toBeVisible();
    await user.click(screen.getByRole('link', { name: 'Backup Operator' }));
    const pane = within(await screen.findByRole('dialog', { name: 'Backup Operator' }));
    expect(pane.getByText('Microsoft.DataProtection/backupVaults/backupInstances/restore/action')).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await user.click(await screen.findByRole('button', { name: 'More actions for Backup Operator' }));
    const item = await screen.findByRole('menuitem', { name: 'Delete' });
    expect(item).toHaveAttribute('aria-disabled', 'true');
    expect(item).toHaveAccessibleDescription(/Built-in roles can't be changed/);
  }, 60_000);

  it('can be made, changed and deleted', async () => {
    const view = await renderApp(paths.vaultRoles(VAULT_ID));
    const { user } = view;
    await row(/^Owner/);
    await user.click(screen.getByRole('button', { name: 'Add custom role' }));
    const adding = within(await screen.findByRole('dialog', { name: 'Add custom role' }));
    await user.click(adding.getByRole('button', { name: 'Add' }));
    expect(adding.getByText('Enter a name for the role.')).toBeVisible();
    expect(adding.getByText(/Enter at least one action/)).toBeVisible();
    expect(adding.getByRole('textbox', { name: 'Name' })).toHaveFocus();
    expect(adding.getByRole('textbox', { name: 'Assignable scopes' })).toHaveValue(groupScopeOf(VAULT_ID));
    await user.type(adding.getByRole('textbox', { name: 'Name' }), 'Night shift');
    await user.type(adding.getByRole('textbox', { name: 'Actions' }), '*/read{Enter}Microsoft.DataProtection/*');
    await user.type(adding.getByRole('textbox', { name: 'Not actions' }), 'Microsoft.DataProtection/*/delete');
    await user.click(adding.getByRole('button', { name: 'Add' }));
    expect(await row(/^Night shift Custom role/)).toBeVisible();

    await choose(view, 'Night shift', 'Edit');
    const editing = within(await screen.findByRole('dialog', { name: 'Edit custom role' }));
    expect(editing.getByRole('textbox', { name: 'Actions' })).toHaveValue('*/read\nMicrosoft.DataProtection/*');
    await user.type(editing.getByRole('textbox', { name: 'Description' }), 'Restores at night');
    await user.click(editing.getByRole('button', { name: 'Save' }));
    expect(await row(/^Night shift Restores at night Custom role/)).toBeVisible();
    const [made] = (view.client.getQueryData(roleDefinitions.at(VAULT_ID).queryKey) ?? []).filter(
      ({ properties }) => properties.type === 'CustomRole',
    );
    expect(made?.properties.permissions[0]?.notActions).toEqual(['Microsoft.DataProtection/*/delete']);

    await choose(view, 'Night shift', 'Delete');
    const question = within(await screen.findByRole('alertdialog', { name: 'Delete custom role' }));
    await user.click(question.getByRole('button', { name: 'Yes' }));
    await waitFor(() => expect(screen.queryByRole('row', { name: /^Night shift/ })).not.toBeInTheDocument());
  }, 60_000);

  it('that somebody has stay, and the service says who to ask', async () => {
    const view = await renderApp('/vaults');
    const role = await nightShift();
    const roleDefinitionId = `/subscriptions/11111111-1111-4111-8111-111111111111/providers/${ROLE_DEFINITION_TYPE}/${role.name}`;
    await createRoleAssignment(VAULT_ID, { roleDefinitionId, principalId: READER_ID });
    await view.router.navigate(paths.vaultRoles(VAULT_ID));
    await choose(view, 'Night shift', 'Delete');
    const question = within(await screen.findByRole('alertdialog', { name: 'Delete custom role' }));
    await view.user.click(question.getByRole('button', { name: 'Yes' }));
    expect(await question.findByText("'Night shift' was not deleted")).toBeVisible();
    expect(question.getByText(/existing role assignments/)).toBeVisible();
  }, 60_000);

  it('are read-only for a person without the right to change them, with the reason', async () => {
    const view = await renderApp('/vaults');
    await nightShift();
    const { user } = await renderApp(paths.vaultRoles(VAULT_ID), { as: 'backup-admin', mocks: view.mocks });
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Add custom role' })).toHaveAccessibleDescription(
        /Microsoft\.Authorization\/roleDefinitions\/write at resource group rg-backup/,
      ),
    );
    await user.click(await screen.findByRole('button', { name: 'More actions for Night shift' }));
    await waitFor(async () =>
      expect(await screen.findByRole('menuitem', { name: 'Edit' })).toHaveAttribute('aria-disabled', 'true'),
    );
  }, 60_000);
});
