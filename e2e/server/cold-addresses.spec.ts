/** Every URL of the page, opened as a bookmark opens it. On the mocks `src/app/addresses.test.tsx` does the same. */
import { readFile } from 'node:fs/promises';
import { lastName } from '#protocol/resource-id.ts';
import { openCold } from '../going.ts';
import { expect, test } from '../fixtures.ts';
import { POLICY_NAME, SERVER_NAME, serverId, VAULT_ID } from '../ids.ts';
import { backUp, protect } from '../prepare.ts';

test.describe.configure({ timeout: 3 * 60_000 });

/** Every pattern of the page's URLs. Read, not imported: a test knows the page by its addresses alone. */
async function patterns(): Promise<string[]> {
  const source = await readFile('src/paths.ts', 'utf8');
  const table = source.slice(source.indexOf('export const patterns'));
  return [...table.slice(0, table.indexOf('}')).matchAll(/: '(\/[^']*)'/g)].map(([, pattern = '']) => pattern);
}

test('every address opens cold, and says where one is', async ({ page, world }) => {
  await world.open('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const instanceId = await protect(world);
  const job = await backUp(world, instanceId);
  const values: Record<string, string> = {
    vaultId: encodeURIComponent(VAULT_ID),
    serverId: encodeURIComponent(serverId(SERVER_NAME)),
    instanceName: encodeURIComponent(lastName(instanceId)),
    policyName: POLICY_NAME,
    jobId: encodeURIComponent(job.id),
  };
  const all = await patterns();
  expect(all.length).toBeGreaterThan(30);
  for (const pattern of all) {
    await test.step(pattern, async () => {
      const address = pattern
        .replace('/:step?', '')
        .replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? `no value for ${name}`);
      await openCold(page, address);
      const heading = page.getByRole('heading', { level: 1 });
      await expect(heading).not.toHaveText(/not found|could not be shown/);
      await expect(page).toHaveTitle(/ - Backup Portal$/);
      await expect(page.getByRole('main')).not.toContainText('could not be loaded');
    });
  }
});
