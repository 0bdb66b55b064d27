/**
 * Cancelling a running backup with the keyboard: after a question it ends within seconds, and nothing of it is kept.
 */
import { expectAccessible } from '../accessible.ts';
import { expect, test } from '../fixtures.ts';
import { goTo } from '../going.ts';
import { serverId } from '../ids.ts';
import { tabTo, walkTo } from '../keys.ts';
import { JobPage } from '../pages/JobPage.ts';
import { protect, startBackup } from '../prepare.ts';

test('a running backup is canceled from its page', async ({ page, world }) => {
  await world.open('/?speed=50');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const instanceId = await protect(world, { server: serverId('pg-orders') });
  // At the speed of real life its backup takes minutes.
  await page.goto(new URL('/?speed=1', page.url()).href);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const job = new JobPage(page);
  await goTo(page, JobPage.path(await startBackup(world, instanceId)));
  await expect(job.subTasks()).toContainText('In progress');

  await test.step('the command is reached with the keyboard, and asks before anything happens', async () => {
    await expect(job.cancel()).toBeEnabled();
    await page.getByRole('heading', { level: 1 }).focus();
    await tabTo(page, 'Refresh');
    await walkTo(page, 'ArrowRight', 'Cancel job');
    await page.keyboard.press('Enter');
    await expect(job.question()).toContainText('Do you want to cancel the backup of');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(job.question()).toBeHidden();
    await expect(job.cancel()).toBeFocused();
  });

  await test.step('yes cancels it: within seconds, with what ran, and no restore point', async () => {
    await page.keyboard.press('Enter');
    await job.question().getByRole('button', { name: 'Yes' }).click();
    await expect(job.essentials()).toContainText('Canceled', { timeout: 10_000 });
    await expect(job.subTasks()).toContainText('Canceled');
    await expect(job.cancel()).toHaveAccessibleDescription('The job has ended.');
    const points = await world.arm({ method: 'GET', path: `${instanceId}/recoveryPoints?api-version=2025-07-01` });
    expect(points.body).toMatchObject({ value: [] });
  });
});
