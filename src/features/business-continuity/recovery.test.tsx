/** From the center to the Restore wizard: over the pane **Recover**, over the menu of a row, and what prevents it. */
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { BackupInstance, Page } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { renderApp } from '#testing/renderApp.tsx';
import { backUp, callService } from '#testing/service.ts';

const SUBSCRIPTION = '/subscriptions/55555555-5555-4555-8555-555555555555';
const VAULT = `${SUBSCRIPTION}/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu`;
const SERVER = `${SUBSCRIPTION}/resourceGroups/rg-erp/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-erp-hr`;
const OTHER_VAULT = VAULT.replace('rg-erp', 'rg-other');

const theInstance = async (): Promise<string> =>
  (await callService<Page<BackupInstance>>(`${VAULT}/backupInstances`)).value[0]?.id ?? '';

it('asks what to restore, and refuses what has no recovery point', async () => {
  const { user, address } = await renderApp(paths.businessContinuity());
  await user.click(screen.getByText('Recover'));
  const pane = within(await screen.findByRole('dialog'));
  await user.click(pane.getByText('Continue'));
  expect(await pane.findByText('Select a protected item.')).toBeInTheDocument();

  await user.click(pane.getByText('Select'));
  await user.click(await screen.findByRole('radio', { name: 'Select pg-erp-hr' }));
  await user.click(screen.getAllByText('Select').at(-1) ?? document.body);
  expect(await pane.findByText('There is no recovery point to restore yet.')).toBeInTheDocument();
  await user.click(pane.getByText('Continue'));
  expect(address()).toMatch(/^\/bcc\/overview\?pane=recover&item=/);
});

it('shows what there is to restore, and leads into the wizard', async () => {
  const { user, address, router } = await renderApp(paths.backupCenter());
  await backUp(VAULT);
  const chosen = new URLSearchParams({ item: await theInstance() });
  await router.navigate(`${paths.recover()}&${chosen.toString()}`);
  expect(await screen.findByText('Latest recovery point')).toBeInTheDocument();
  expect(await screen.findByText('1')).toBeInTheDocument();
  await user.click(screen.getByText('Continue'));
  await waitFor(() => expect(address()).toMatch(/^\/vaults\/.*\/instances\/.*\/restore\/basics$/));
});

it('leaves to a vault what is its own, and goes back to where the person came from', async () => {
  const returnTo = paths.backupCenter();
  const { user, address } = await renderApp(paths.recover({ vault: OTHER_VAULT, returnTo }));
  const pane = within(await screen.findByRole('dialog'));
  await user.click(pane.getByText('Select'));
  expect(await screen.findByText('There is nothing to restore')).toBeInTheDocument();
  await user.click(screen.getAllByText('Cancel').at(-1) ?? document.body);
  await user.click(await pane.findByText('Cancel'));
  await waitFor(() => expect(address()).toBe(returnTo));
});

it('offers in the menu of a row what the instance page offers, with its reasons', async () => {
  const { user, client } = await renderApp(paths.protectedItems());
  const open = async () => user.click(await screen.findByRole('button', { name: 'More actions for pg-erp-hr' }));
  const enabled = (name: string) => screen.queryByRole('menuitem', { name })?.getAttribute('aria-disabled') !== 'true';
  await open();
  await screen.findByRole('menu');
  await waitFor(() => expect(enabled('Recover')).toBe(false));
  expect(['Backup now', 'Stop backup', 'Edit backup instance', 'Delete'].every(enabled)).toBe(true);
  expect(['Enhance protection', 'Resume backup', 'Fix protection error', 'Undelete'].some(enabled)).toBe(false);
  expect(screen.getByRole('menuitem', { name: 'Stop backup' })).toHaveAttribute(
    'href',
    paths.instancePane(await theInstance(), 'stop'),
  );
  expect(screen.getByRole('menuitem', { name: 'Resume backup' })).toHaveAccessibleDescription(
    "Backups aren't stopped.",
  );

  await backUp(VAULT);
  await client.invalidateQueries();
  await waitFor(() => expect(enabled('Recover')).toBe(true));
});

it('begins the restore of a protected server at once, unless it has no recovery point', async () => {
  const { user, address, client } = await renderApp(paths.protectedItem(SERVER));
  const recover = () => screen.getByRole('button', { name: 'Recover' });
  await waitFor(() => expect(recover()).toHaveAccessibleDescription('There is no recovery point to restore yet.'));
  await backUp(VAULT);
  await client.invalidateQueries();
  await waitFor(() => expect(recover()).not.toHaveAttribute('aria-disabled', 'true'));
  await user.click(recover());
  await waitFor(() => expect(address()).toMatch(/\/restore\/basics$/));
});
