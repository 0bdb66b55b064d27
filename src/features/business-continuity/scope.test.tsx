/** What every page of the center shares: its scope, its columns, and its text for a person without rights. */
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it, onTestFinished } from 'vitest';
import { paths } from '#paths';
import { refuseRequests } from '#testing/refuse-requests.ts';
import { renderApp } from '#testing/renderApp.tsx';

const CONTOSO = '11111111-1111-4111-8111-111111111111';
const FABRIKAM = '55555555-5555-4555-8555-555555555555';

/** From now to the end of the test the person has no access to any subscription. */
function takeSubscriptions(): void {
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    return url.includes('/subscriptions?') ? Promise.resolve(Response.json({ value: [] })) : fetch(input, init);
  };
  onTestFinished(() => {
    globalThis.fetch = fetch;
  });
}

it('changes the scope, in the address', async () => {
  const { user, address } = await renderApp(paths.protectionVaults());
  expect(await screen.findByText('2 subscriptions / Azure')).toBeInTheDocument();
  expect(await screen.findByText('bv-contoso-weu')).toBeInTheDocument();

  await user.click(screen.getByText('Change'));
  const pane = within(await screen.findByRole('dialog', { name: 'Change scope' }));
  await user.click(await pane.findByRole('checkbox', { name: 'Select all 2 subscriptions' }));
  await user.click(pane.getByText('Update'));
  expect(await pane.findByRole('alert')).toHaveTextContent('Select at least one subscription.');
  await user.click(pane.getByRole('checkbox', { name: 'Select Fabrikam' }));
  await user.click(pane.getByText('Update'));
  await waitFor(() => expect(address()).toBe(`/bcc/vaults?subscription=${FABRIKAM}`));
  expect(await screen.findByText('Fabrikam / Azure')).toBeInTheDocument();
  expect(screen.queryByText('bv-contoso-weu')).not.toBeInTheDocument();
});

it('keeps the scope from page to page', async () => {
  const { user, address } = await renderApp(`${paths.protectionVaults()}?subscription=${FABRIKAM}`);
  await user.click(screen.getByText('Protected items'));
  await waitFor(() => expect(address()).toBe(`/bcc/protected?subscription=${FABRIKAM}`));
  const [resource] = await screen.findAllByText('pg-erp-hr');
  await user.click(resource ?? document.body);
  await waitFor(() => expect(address()).toMatch(/^\/bcc\/protected\/.*pg-erp-hr\?subscription=5/));
});

it('shows an empty scope differently from an empty list', async () => {
  const { user, address } = await renderApp(`${paths.protectedItems()}?subscription=${CONTOSO}`);
  expect(await screen.findByText('No protected items in this scope')).toBeInTheDocument();
  await user.click(screen.getByText('Show all subscriptions'));
  expect(await screen.findByRole('link', { name: 'pg-erp-hr' })).toBeInTheDocument();
  expect(address()).toBe('/bcc/protected');
});

it('counts on the overview what lies in the scope', async () => {
  await renderApp(`${paths.businessContinuity()}?subscription=${CONTOSO}`);
  const protectedOnes = await screen.findByRole('link', { name: '0 Protected' });
  expect(protectedOnes).toHaveAttribute('href', `/bcc/protected?status=Protected&subscription=${CONTOSO}`);
  expect(await screen.findByText(/^Nothing is protected yet\./)).toBeInTheDocument();
});

it('says so to somebody who has access to nothing', async () => {
  const { router, client } = await renderApp(paths.backupCenter());
  takeSubscriptions();
  client.clear();
  await router.navigate(paths.protectionVaults());
  expect(await screen.findByText('You have no access to any subscription')).toBeInTheDocument();
  expect(screen.queryByText('No vaults')).not.toBeInTheDocument();
});

it('says that deleted data could not be read, and does not claim that there is none', async () => {
  const { router } = await renderApp(paths.backupCenter());
  refuseRequests(/deletedBackupInstances/i);
  await router.navigate(paths.alerts());
  expect(await screen.findByText('Soft deleted backup instances could not be loaded')).toBeInTheDocument();
  expect(await screen.findByText(/^As far as is known, no job failed/)).toBeInTheDocument();
});

it('keeps the old rows when a refresh fails, and says so', async () => {
  const { user } = await renderApp(paths.protectionVaults());
  expect(await screen.findByRole('link', { name: 'bv-contoso-weu' })).toBeInTheDocument();
  refuseRequests(/backupVaults/i);
  await user.click(screen.getByRole('button', { name: 'Refresh' }));
  expect(await screen.findByText('Vaults could not be refreshed')).toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'bv-contoso-weu' })).toBeInTheDocument();
});

it('shows the columns that a person chose, in their order, until they are reset', async () => {
  const titles = () => screen.getAllByRole('columnheader').map(({ textContent }) => textContent);
  const { user, router } = await renderApp(paths.protectionVaults());
  await screen.findByRole('link', { name: 'bv-contoso-weu' });
  expect(titles()).toEqual([
    'Vault',
    'Type',
    'Security level',
    'Subscription',
    'Resource group',
    'Location',
    'Actions',
  ]);
  const open = async () => {
    await user.click(screen.getByRole('button', { name: 'Select columns' }));
    return within(await screen.findByRole('dialog', { name: 'Select columns' }));
  };
  let pane = await open();
  expect(pane.getByRole('checkbox', { name: 'Vault' })).toBeDisabled();
  await user.click(pane.getByRole('checkbox', { name: 'Type' }));
  await user.click(pane.getByRole('checkbox', { name: 'Subscription' }));
  await user.click(pane.getByRole('checkbox', { name: 'Backup storage redundancy' }));
  pane.getByRole('button', { name: 'Move Location up' }).focus();
  await user.keyboard('{Enter}{Enter}');
  expect(pane.getByRole('status')).toHaveTextContent('Location is column 4 of 7.');
  expect(pane.getByRole('button', { name: 'Move Location up' })).toHaveFocus();
  await user.click(pane.getByText('Apply'));
  const chosen = ['Vault', 'Security level', 'Location', 'Resource group', 'Backup storage redundancy', 'Actions'];
  await waitFor(() => expect(titles()).toEqual(chosen));

  await router.navigate(paths.backupCenter());
  await router.navigate(paths.protectionVaults());
  await screen.findByRole('link', { name: 'bv-contoso-weu' });
  expect(titles()).toEqual(chosen);
  pane = await open();
  await user.click(pane.getByText('Reset to default'));
  await user.click(pane.getByText('Apply'));
  await waitFor(() => expect(titles()).toHaveLength(7));
  expect(localStorage.getItem('backup-portal.columns.vaults-of-the-center')).toBeNull();
});
