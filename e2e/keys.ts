/** Moving through the page with the keyboard alone. */
import type { Page } from '@playwright/test';

/** More stops than any page has, also when toasts appear in between. */
const MOST_PRESSES = 200;

/** Presses Tab until the element with this accessible name has the focus. */
export const tabTo = (page: Page, name: string | RegExp): Promise<void> => walkTo(page, 'Tab', name);

/** Presses a key until the element with this accessible name has the focus. */
export async function walkTo(
  page: Page,
  key: 'Tab' | 'ArrowDown' | 'ArrowRight',
  name: string | RegExp,
): Promise<void> {
  const isThere = (focused: string) => (typeof name === 'string' ? focused === name : name.test(focused));
  let before: string | undefined;
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    if (key !== 'Tab' && isThere(await focusedName(page))) return;
    await page.keyboard.press(key);
    const focused = await focusedName(page);
    if (isThere(focused)) return;
    // A toast that was entered keeps the focus until Escape closes it.
    if (key === 'Tab' && focused === before) await page.keyboard.press('Escape');
    before = focused;
  }
  throw new Error(`Nothing called ${String(name)} was reached with the ${key} key.`);
}

async function focusedName(page: Page): Promise<string> {
  const name = await page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return '';
    const labelledBy = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const named = [...labelledBy.map((id) => document.getElementById(id)), ...labels];
    if (named.length === 0) return element.getAttribute('aria-label') ?? element.textContent;
    return element.getAttribute('aria-label') ?? named.map((label) => label?.textContent ?? '').join(' ');
  });
  return name.trim().replace(/\s*\*$/, '');
}
