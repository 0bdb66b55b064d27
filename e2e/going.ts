/** Getting to a page by its address. */
import { expect, type Page } from '@playwright/test';

/** Opens the address as a bookmark does. */
export async function openCold(page: Page, path: string): Promise<void> {
  await page.goto(new URL(path, page.url()).href);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
}

/** Goes to another address without loading the page again, and waits until the page of that address is shown. */
export async function goTo(page: Page, path: string): Promise<void> {
  const shown = page.getByRole('main', { includeHidden: true });
  const before = (await shown.getAttribute('data-address')) ?? '';
  const isElsewhere = await page.evaluate(
    ([address, old]) => {
      history.pushState(null, '', address);
      dispatchEvent(new PopStateEvent('popstate'));
      return `${location.pathname}${location.search}` !== old;
    },
    [path, before] as const,
  );
  if (isElsewhere) await expect(shown).not.toHaveAttribute('data-address', before);
}
