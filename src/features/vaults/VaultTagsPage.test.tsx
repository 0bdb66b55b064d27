import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { Vault } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { VAULT_ID } from '#provider/seed.ts';
import { changeVault } from '#resources/vaults.ts';
import { renderApp } from '#testing/renderApp.tsx';

const tags = async () => (await arm.read<Vault>(VAULT_ID, { apiVersion: API_VERSIONS.dataProtection })).tags;

it('adds, changes and deletes tags', async () => {
  const view = await renderApp(paths.vaultTags(VAULT_ID));
  await screen.findByRole('button', { name: 'Add tag' });
  await changeVault(VAULT_ID, { tags: { env: 'test', owner: 'dba' } });
  await view.user.click(screen.getByRole('button', { name: 'Refresh' }));
  await view.user.click(await screen.findByRole('button', { name: 'Delete tag env' }));
  await view.user.click(screen.getByRole('button', { name: 'Add tag' }));
  await waitFor(() => expect(screen.getByRole('textbox', { name: 'Name of tag 2' })).toHaveFocus());
  await view.user.type(screen.getByRole('textbox', { name: 'Name of tag 2' }), 'OWNER');
  expect((await screen.findAllByText('Another tag has this name already.'))[0]).toBeVisible();
  expect(screen.getByRole('button', { name: 'Apply' })).toHaveAttribute('aria-disabled', 'true');
  await view.user.clear(screen.getByRole('textbox', { name: 'Name of tag 2' }));
  await view.user.type(screen.getByRole('textbox', { name: 'Name of tag 2' }), 'cost');
  await view.user.type(screen.getByRole('textbox', { name: 'Value of tag 2' }), '42');
  await view.user.click(screen.getByRole('button', { name: 'Apply' }));
  await waitFor(async () => expect(await tags()).toEqual({ owner: 'dba', cost: '42' }));
  expect(await screen.findByRole('button', { name: 'Discard changes' })).toHaveAttribute('aria-disabled', 'true');
});

it('asks before what was typed is lost', async () => {
  const view = await renderApp(paths.vaultTags(VAULT_ID));
  await view.user.click(await screen.findByRole('button', { name: 'Add tag' }));
  await view.user.type(await screen.findByRole('textbox', { name: 'Name of tag 1' }), 'env');
  await view.user.click(screen.getByRole('link', { name: 'Properties' }));
  const question = await screen.findByRole('alertdialog', { name: 'Leave without applying the tags?' });
  await view.user.click(within(question).getByRole('button', { name: 'Stay' }));
  expect(await screen.findByRole('textbox', { name: 'Name of tag 1' })).toHaveValue('env');
});
