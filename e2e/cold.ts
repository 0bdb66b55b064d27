/** Opening a page by its address alone. */
import { expect, type Page } from '@playwright/test';

/** Opens the address as a bookmark does. */
export async function openCold(page: Page, path: string): Promise<void> {
  await page.goto(new URL(path, page.url()).href);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
}
