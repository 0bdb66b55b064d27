/** What axe finds in a page. */
import { expect, type Page } from '@playwright/test';
import axe, { type AxeResults, type RunOptions } from 'axe-core';

interface Part {
  include: string[];
  exclude: string[];
}

/** The result of axe's program in the page. */
interface WithAxe {
  axe: { run(part: Part, options: RunOptions): Promise<AxeResults> };
}

/** No violation of any axe rule, in both themes; only in an open pane, dialog or menu when there is one. */
export async function expectAccessible(page: Page): Promise<void> {
  const hasMenu = (await page.getByRole('menu').count()) > 0;
  const open = page.getByRole('dialog').or(page.getByRole('alertdialog'));
  const isCovered = hasMenu || (await open.count()) > 0;
  const pane = isCovered ? '[role="dialog"], [role="alertdialog"], [role="menu"]' : 'html';
  // Fluent's focus manager marks the ends of a group with elements that take the focus only to pass it on; the focus
  // never stays on one, and a screen reader never reads them. They are the only exception.
  const part: Part = { include: [pane], exclude: ['[data-tabster-dummy]'] };
  // A menu is at the end of the document, outside of all landmarks: it belongs to the button that opened it.
  const rules = hasMenu ? { region: { enabled: false } } : {};
  // A change of theme redraws the page, so this starts with the current theme and ends in the other.
  const isDark = await page.evaluate(() => document.documentElement.style.colorScheme === 'dark');
  for (const colorScheme of isDark ? (['dark', 'light'] as const) : (['light', 'dark'] as const)) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await themeSettled(page, colorScheme);
    // A theme changes colours only; the other rules give the same result in both.
    const which: RunOptions = colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {};
    const found = await violations(page, part, { resultTypes: ['violations'], rules, ...which });
    expect(found, `axe, ${colorScheme} theme, ${page.url()}`).toEqual([]);
  }
}

/**
 * Runs axe in the page, where it stays until another document is loaded: compiling it takes longer than running the
 * rules, and it needs some runs to become fast.
 */
async function violations(page: Page, part: Part, options: RunOptions): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(
    async ([where, how]) => {
      const { violations: found } = await (window as unknown as WithAxe).axe.run(where, how);
      return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
    },
    [part, options] as const,
  );
}

/**
 * Until the page is drawn in `theme` and nothing fades any more: axe would measure a colour half-way. A fade starts
 * with the frame after the one that changed the colour, so two frames in a row have to be still.
 */
async function themeSettled(page: Page, theme: 'dark' | 'light'): Promise<void> {
  await page.evaluate(async (wanted) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const isStill = () =>
      document.documentElement.style.colorScheme === wanted &&
      document.getAnimations().every(({ playState }) => playState !== 'running');
    for (let still = 0; still < 2; still = isStill() ? still + 1 : 0) await frame();
  }, theme);
}
