/**
 * A fresh world for each test. On the mocks that is a new browser tab, because the world lives in the page; on the
 * server it is a server of the test's own, started in a folder that nobody has used yet.
 */
import { rm } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { armOfMocks, armOfServer, type Arm } from './arm.ts';
import type { Person } from './person.ts';
import { freshDataDir, startServer, type RunningServer } from './server-process.ts';

export type BackEnd = 'mocks' | 'server';

export interface BackEndOption {
  backEnd: BackEnd;
  mocksUrl: string;
}

/** A back end with nothing in it but what a fresh one starts with. */
export interface World {
  /** Opens `path` of the page as `person`, signed in. */
  open(path: string, person?: Person): Promise<void>;
  /** The same back end as a script sees it. On the mocks only after `open`. */
  arm: Arm;
  /** Only on the server. */
  server: RunningServer | undefined;
}

export const test = base.extend<{ world: World }, BackEndOption & { dataDir: string }>({
  backEnd: ['mocks', { option: true, scope: 'worker' }],
  mocksUrl: ['', { option: true, scope: 'worker' }],

  dataDir: [
    async ({ backEnd }, use) => {
      if (backEnd === 'mocks') return use('');
      const folder = await freshDataDir();
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  world: async ({ page, backEnd, mocksUrl, dataDir }, use) => {
    const complaints = watchForComplaints(page);
    if (backEnd === 'mocks') {
      await use({
        server: undefined,
        arm: armOfMocks(page),
        open: async (path, person = 'operator') => {
          await page.addInitScript((name) => sessionStorage.setItem('backup-portal.persona', name), person);
          await page.goto(new URL(path, mocksUrl).href);
        },
      });
    } else {
      const server = await startServer(dataDir);
      try {
        await use({
          server,
          arm: armOfServer(server),
          open: async (path, person = 'operator') => {
            const link = new URL(await server.link(person));
            const address = new URL(path, link);
            address.searchParams.set('code', link.searchParams.get('code') ?? '');
            await page.goto(address.href);
          },
        });
      } finally {
        await server.stop();
      }
    }
    expect(complaints, 'errors in the console of the page').toEqual([]);
  },
});

export { expect };

/** No violation of any rule of axe, in both themes; of an open pane alone when there is one. Ends in the light theme. */
export async function expectAccessible(page: Page): Promise<void> {
  const pane = (await page.getByRole('dialog').count()) > 0 ? '[role="dialog"]' : 'html';
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await themeSettled(page, colorScheme);
    // Fluent's focus manager marks the ends of a group with elements that take the focus only to pass it on; nobody
    // can rest on one, and a screen reader never meets them. They are the only thing that is left out.
    const axe = new AxeBuilder({ page }).include(pane).exclude('[data-tabster-dummy]');
    // What a theme changes is its colours; the other rules have one answer for both.
    const { violations } = await (colorScheme === 'dark' ? axe.withRules('color-contrast') : axe).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
    expect(found, `axe, ${colorScheme} theme, ${page.url()}`).toEqual([]);
  }
}

/** Until the page has drawn itself in `theme` and nothing fades any more: axe would measure a colour half-way. */
async function themeSettled(page: Page, theme: 'dark' | 'light'): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      document.documentElement.style.colorScheme === wanted &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
    theme,
  );
}

/** Errors that no person would see, but that a browser reports: exceptions, and what the security policy refused. */
function watchForComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // The browser itself logs each answer of 400 and above; those are the page's to handle, and tests look at the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text());
    }
  });
  return complaints;
}
