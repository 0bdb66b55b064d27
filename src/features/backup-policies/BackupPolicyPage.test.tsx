import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { paths, policyIdOf } from '#paths';
import { POLICY_ID, POLICY_NAME, VAULT_ID } from '#provider/seed.ts';
import { createPolicy } from '#resources/backup-policies.ts';
import { renderApp } from '#testing/renderApp.tsx';
import { emptyPolicyForm } from './policy-form.ts';
import { policyFrom } from './policy-from-form.ts';

/** The vault of the laboratory's world that protects a server already. */
const BUSY_VAULT =
  '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu';

describe("a vault's backup policies", () => {
  it('are listed with what they do, found by name, and lead to their pages', async () => {
    const view = await renderApp(paths.vaultPolicies(VAULT_ID));
    await createPolicy(policyIdOf(VAULT_ID, 'short'), policyFrom(emptyPolicyForm, new Date()));
    await view.user.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(
      await screen.findByRole('row', { name: /short Weekly on Sunday at 2:00 AM \(UTC\) Default 10 years 0/ }),
    ).toBeVisible();
    await view.user.type(screen.getByRole('searchbox', { name: 'Filter by policy name' }), 'SHO');
    expect(await screen.findByText('1 backup policy')).toBeVisible();
    expect(screen.queryByRole('link', { name: POLICY_NAME })).not.toBeInTheDocument();
    await view.user.click(screen.getByRole('link', { name: 'short' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'short' })).toBeVisible();
    expect(view.address()).toBe(paths.policy(policyIdOf(VAULT_ID, 'short')));
  });

  it('can be added to', async () => {
    const view = await renderApp(paths.vaultPolicies(VAULT_ID));
    await view.user.click(screen.getByRole('link', { name: 'Add' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Create Backup Policy' })).toBeVisible();
  });
});

describe('a backup policy', () => {
  it('shows when it runs, what it keeps, and that nothing uses it', async () => {
    await renderApp(paths.policy(POLICY_ID));
    expect(await screen.findByText('Weekly on Sunday at 2:00 AM (UTC)')).toBeVisible();
    expect(screen.getByRole('row', { name: 'First successful backup taken every week 26 weeks 3' })).toBeVisible();
    expect(await screen.findByText('No backup instance uses this policy.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'JSON View' })).toBeVisible();
    expect(await screen.findByRole('heading', { name: 'Retention preview' })).toBeVisible();
  });

  it('is deleted once one has agreed', async () => {
    const view = await renderApp(paths.policy(POLICY_ID));
    await screen.findByText('No backup instance uses this policy.');
    await view.user.click(screen.getByRole('button', { name: 'Delete' }));
    const question = await screen.findByRole('alertdialog', { name: 'Delete backup policy' });
    await view.user.click(within(question).getByRole('button', { name: 'Yes' }));
    expect(await screen.findByText('No backup policies')).toBeVisible();
    expect(view.address()).toBe(paths.vaultPolicies(VAULT_ID));
  });

  it('is not deleted while a backup instance uses it, and names the instance', async () => {
    const view = await renderApp(paths.vaultPolicies(BUSY_VAULT));
    await view.user.click(await screen.findByRole('link', { name: /^1 associated items of/ }));
    const items = await screen.findByRole('table', { name: 'Associated items' });
    expect(within(items).getByRole('link', { name: 'pg-erp-hr' })).toBeVisible();
    expect(within(items).getByRole('columnheader', { name: 'Next scheduled backup' })).toBeVisible();
    expect(within(items).getByText(/^\w{3} \d+, 20\d\d, \d+:00 [AP]M$/)).toBeVisible();
    const remove = screen.getByRole('button', { name: 'Delete' });
    expect(remove).toHaveAttribute('aria-disabled', 'true');
    expect(remove).toHaveAccessibleDescription(
      'This policy is used by 1 backup instance. Assign another policy to it before you delete it.',
    );
  });

  it('that is not there says so', async () => {
    await renderApp(paths.policy(policyIdOf(VAULT_ID, 'gone')));
    expect(await screen.findByText('The backup policy was not found')).toBeVisible();
    expect(screen.getByRole('link', { name: 'Go to the backup policies of the vault' })).toBeVisible();
  });
});
