/** Signing out of the server: the session is no longer valid anywhere, here or in another tab. */
import { expect, test } from '../fixtures.ts';
import { VAULT_NAME } from '../ids.ts';
import type { RunningServer } from '../server-process.ts';

test('signing out ends the session on the server, in this tab and in the others', async ({ page, world, context }) => {
  const server = world.server as RunningServer;
  await world.open('/vaults');
  await expect(page.getByRole('link', { name: VAULT_NAME })).toBeVisible();
  const token = await page.evaluate(() => {
    const kept = JSON.parse(sessionStorage.getItem('backup-portal.token') ?? '{}') as { token?: string };
    return kept.token ?? '';
  });
  const other = await context.newPage();
  await other.goto(await server.link('operator'));
  await expect(other.getByRole('heading', { level: 1 })).toBeVisible();

  await page.getByRole('button', { name: /^Account:/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  for (const tab of [page, other]) {
    await expect(tab.getByRole('heading', { level: 1, name: 'You are signed out' })).toBeVisible();
    await expect(tab.getByText('npm run link')).toBeVisible();
    expect(await tab.evaluate(() => sessionStorage.length)).toBe(0);
  }
  const response = await fetch(`${server.origin}/subscriptions?api-version=2022-12-01`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(401);

  // Opening the address again asks for sign-in; a new link continues.
  await page.goto(`${server.origin}/vaults`);
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in to Backup Portal' })).toBeVisible();
  await expect(page.getByText(VAULT_NAME)).toBeHidden();
  await page.goto(await server.link('operator'));
  await expect(page.getByRole('button', { name: /^Account:/ })).toBeVisible();
});
