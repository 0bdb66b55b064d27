import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ROLE_IDS } from '#protocol/authorization.ts';
import { paths } from '#paths';
import { VAULT_ID } from '#provider/seed.ts';
import { assignRole, deleteRoleAssignment, roleAssignments } from '#resources/authorization.ts';
import { vaults } from '#resources/vaults.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';

const READER_ID = '44444444-4444-4444-8444-444444444443';

const open = (as?: string, pane = '') =>
  renderApp(`${paths.vaultAccess(VAULT_ID)}${pane}`, as === undefined ? {} : { as });
const table = () => screen.findByRole('table', { name: 'Role assignments' });
const row = async (name: RegExp) => within(await table()).findByRole('row', { name });

async function choose({ user }: RenderedApp, field: RegExp, option: string | RegExp) {
  await user.click(await screen.findByRole('combobox', { name: field }));
  await user.click(await screen.findByRole('option', { name: option }));
}

async function add(view: RenderedApp, role: string, objectId: string) {
  await view.user.click(await screen.findByRole('button', { name: 'Add role assignment' }));
  const pane = within(await screen.findByRole('dialog', { name: 'Add role assignment' }));
  await choose(view, /Role/, role);
  await view.user.type(pane.getByRole('textbox', { name: /Object ID/ }), objectId);
  await view.user.click(pane.getByRole('button', { name: 'Add' }));
  return pane;
}

describe('access control at a vault', () => {
  it('lists what is given here and above, and finds in it', async () => {
    const view = await open();
    expect(await row(/4440 User Owner Subscription Contoso \(Inherited\)/)).toBeVisible();
    expect(await row(/4443 User Reader Subscription Contoso/)).toBeVisible();
    await view.user.type(screen.getByPlaceholderText('Search by name, object ID or role'), 'contrib');
    expect(await screen.findByText('1 role assignment')).toBeVisible();
    expect(view.address()).toContain('q=contrib');
    expect(within(await table()).getByRole('checkbox', { name: /Contributor of/ })).toBeDisabled();
  });

  it('gives a role to somebody, refuses it twice, and takes it away again', async () => {
    const view = await open();
    await row(/Owner/);
    await add(view, 'Contributor', READER_ID);
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(await row(/4443 User Contributor This resource/)).toBeVisible();

    const pane = await add(view, 'Contributor', READER_ID);
    expect(await pane.findByText('The role assignment was not added')).toBeVisible();
    expect(pane.getByText(/The role assignment already exists/)).toBeVisible();
    await view.user.click(pane.getByRole('button', { name: 'Cancel' }));

    const remove = await screen.findByRole('button', { name: 'Remove' });
    expect(remove).toHaveAccessibleDescription('Select the role assignments to remove.');
    await view.user.click(await screen.findByRole('checkbox', { name: `Select Contributor of ${READER_ID}` }));
    await view.user.click(remove);
    const question = within(await screen.findByRole('alertdialog', { name: 'Remove role assignments' }));
    await view.user.click(question.getByRole('button', { name: 'Yes' }));
    await waitFor(() => expect(screen.queryByRole('row', { name: /This resource/ })).not.toBeInTheDocument());
    expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument();
  });

  it('gives a role to the identity of a vault, found by its name', async () => {
    const view = await open();
    await row(/Owner/);
    await view.user.click(screen.getByRole('button', { name: 'Add role assignment' }));
    const pane = within(await screen.findByRole('dialog', { name: 'Add role assignment' }));
    await view.user.click(pane.getByRole('radio', { name: 'Managed identity of a Backup vault' }));
    await view.user.click(pane.getByRole('button', { name: 'Add' }));
    expect(await pane.findByText('Select a role.')).toBeVisible();
    expect(pane.getByText('Select a Backup vault.')).toBeVisible();
    await choose(view, /Role/, 'Reader');
    await choose(view, /Backup vault/, /^bv-fabrikam-weu/);
    await view.user.click(pane.getByRole('button', { name: 'Add' }));
    expect(await row(/bv-fabrikam-weu Backup vault Reader This resource/)).toBeVisible();
  });

  it('says that nobody has the object id', async () => {
    const view = await open();
    await row(/Owner/);
    const pane = await add(view, 'Reader', '99999999-9999-4999-8999-999999999999');
    expect(await pane.findByText(/does not exist in the directory/)).toBeVisible();
  });

  it('warns before a vault loses a role', async () => {
    const view = await open();
    await row(/Owner/);
    const { identity } = await view.client.query(vaults.byId(VAULT_ID));
    await assignRole({ scope: VAULT_ID, roleId: ROLE_IDS.reader, principalId: identity?.principalId ?? '' });
    await view.user.click(screen.getByRole('button', { name: 'Refresh' }));
    await view.user.click(await screen.findByRole('checkbox', { name: 'Select Reader of bv-contoso-weu' }));
    await view.user.click(screen.getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText(/A vault that loses a role can no longer/)).toBeVisible();
  });

  it('shows a person without the right to assign roles what they lack, and who has it', async () => {
    const view = await open('backup-admin', '?pane=add');
    await row(/Owner/);
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Add role assignment' })).toHaveAccessibleDescription(
        /roleAssignments\/write at this scope\. Roles that have it: Owner, User Access Administrator, and Role Based/,
      ),
    );
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();

    await view.user.click(screen.getByRole('button', { name: 'Check access' }));
    const pane = within(await screen.findByRole('dialog', { name: 'Check access' }));
    expect(await pane.findByRole('row', { name: 'Configure and change protection Yes' })).toBeVisible();
    expect(pane.getByRole('row', { name: 'Add role assignments No' })).toBeVisible();
  });

  it('shows a person without read access what they lack, and what they may do', async () => {
    const { client, mocks, unmount } = await open();
    await row(/Owner/);
    const all = client.getQueryData(roleAssignments.at(VAULT_ID).queryKey) ?? [];
    for (const { id, properties } of all) if (properties.principalId === READER_ID) await deleteRoleAssignment(id);
    unmount();

    const view = await renderApp(paths.vaultAccess(VAULT_ID), { as: 'reader', mocks });
    expect(await screen.findByText('The role assignments could not be loaded')).toBeVisible();
    expect(
      await screen.findByText(/^You need the permission Microsoft\.Authorization\/roleAssignments\/read/),
    ).toBeVisible();
    await view.user.click(screen.getByRole('button', { name: 'Check access' }));
    expect(await screen.findByRole('row', { name: 'View the vault No' })).toBeVisible();
  });
});
