import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ROLE_IDS } from '#protocol/authorization.ts';
import { subscriptionScope } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { assignRole } from '#resources/authorization.ts';
import { vaults } from '#resources/vaults.ts';
import { renderApp } from '#testing/renderApp.tsx';

const FABRIKAM =
  '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu';
const GUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

describe('the identity of a vault', () => {
  it('lists its roles in every subscription, each once', async () => {
    const { user, client } = await renderApp(paths.vaultIdentity(FABRIKAM));
    const table = await screen.findByRole('table', { name: 'Azure role assignments' });
    expect(await within(table).findByRole('row', { name: /^Reader Resource group rg-erp/ })).toBeVisible();
    expect(
      within(table).getByRole('row', { name: /Long Term Retention Backup Role Resource pg-erp-hr/ }),
    ).toBeVisible();

    const { identity } = client.getQueryData(vaults.byId(FABRIKAM).queryKey) ?? {};
    await assignRole({
      scope: subscriptionScope(SUBSCRIPTION_ID),
      roleId: ROLE_IDS.reader,
      principalId: identity?.principalId ?? '',
    });
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(await within(table).findByRole('row', { name: /^Reader Subscription Contoso/ })).toBeVisible();
    expect(within(table).getAllByRole('row')).toHaveLength(4);
  });

  it('is turned off with a warning, and on again as another one', async () => {
    const { user, client } = await renderApp(paths.vaultIdentity(FABRIKAM));
    const identityOf = () => client.getQueryData(vaults.byId(FABRIKAM).queryKey)?.identity?.principalId;
    await user.click(await screen.findByRole('button', { name: 'Turn off' }));
    const before = identityOf();
    expect(before).toMatch(GUID);
    const question = await screen.findByRole('alertdialog');
    expect(await within(question).findByText(/The backups of 1 backup instance will fail/)).toBeVisible();
    await user.click(within(question).getByRole('button', { name: 'Turn off' }));

    await user.click(await screen.findByRole('button', { name: 'Turn on' }));
    expect(await screen.findByRole('button', { name: 'Turn off' })).toBeVisible();
    await waitFor(() => expect(identityOf()).toMatch(GUID));
    expect(identityOf()).not.toBe(before);
    expect(await screen.findByText('The identity has no roles')).toBeVisible();
  });

  it('cannot be changed by someone who may only read', async () => {
    await renderApp(paths.vaultIdentity(VAULT_ID), { as: 'reader' });
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Turn off' })).toHaveAccessibleDescription(/backupVaults\/write/),
    );
  });
});
