/**
 * A fresh world for each test. On the mocks that is a new browser tab, because the world is in the page; on the server
 * it is a server of the test's own, started in an unused folder.
 */
import { rm } from 'node:fs/promises';
import { expect, test as base, type Page } from '@playwright/test';
import { armOfMocks, armOfServer, type Arm } from './arm.ts';
import type { Person } from './person.ts';
import { freshDataDir, startServer, type RunningServer } from './server-process.ts';

export type BackEnd = 'mocks' | 'server';

export interface BackEndOption {
  backEnd: BackEnd;
  mocksUrl: string;
}

/** A back end with nothing in it but its initial content. */
export interface World {
  /** Opens `path` of the page as `person`, signed in. */
  open(path: string, person?: Person): Promise<void>;
  /** The same back end, called by a script. On the mocks only after `open`. */
  arm: Arm;
  /** Only on the server. */
  server: RunningServer | undefined;
}

interface Servers {
  /** An unused one. */
  take(): Promise<RunningServer>;
  /** Starts the next one, while this test waits for its page. */
  prepare(): void;
}

export const test = base.extend<{ world: World; speed: number }, BackEndOption & { servers: Servers }>({
  backEnd: ['mocks', { option: true, scope: 'worker' }],
  mocksUrl: ['', { option: true, scope: 'worker' }],
  // The speed of the mocks' simulated work, unless the address or the laboratory sets it.
  speed: [10, { option: true }],

  servers: [
    async ({ backEnd }, use) => {
      let template: Promise<string> | undefined;
      let next: Promise<RunningServer> | undefined;
      const start = async () => startServer(await (template ??= freshDataDir()));
      const prepare = () => {
        next ??= start();
        // A failed start is reported to the test that uses it.
        next.catch(() => undefined);
      };
      if (backEnd === 'server') {
        prepare();
        await next;
      }
      await use({
        prepare,
        take: () => {
          const taken = next ?? start();
          next = undefined;
          return taken;
        },
      });
      await (await next?.catch(() => undefined))?.stop();
      if (template !== undefined) await rm(await template, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  world: async ({ page, backEnd, mocksUrl, speed, servers }, use) => {
    const complaints = watchForComplaints(page);
    if (backEnd === 'mocks') {
      await use({
        server: undefined,
        arm: armOfMocks(page),
        open: async (path, person = 'operator') => {
          await page.addInitScript(
            ([name, asFast]) => {
              sessionStorage.setItem('backup-portal.persona', name);
              if (sessionStorage.getItem('backup-portal.speed') === null)
                sessionStorage.setItem('backup-portal.speed', asFast);
            },
            [person, String(speed)] as const,
          );
          await page.goto(new URL(path, mocksUrl).href);
        },
      });
    } else {
      const server = await servers.take();
      try {
        await use({
          server,
          arm: armOfServer(server),
          open: async (path, person = 'operator') => {
            const link = new URL(await server.link(person));
            const address = new URL(path, link);
            address.searchParams.set('code', link.searchParams.get('code') ?? '');
            await page.goto(address.href);
            servers.prepare();
          },
        });
      } finally {
        // What the page still loads when the test has ended may miss its server.
        complaints.stop();
        await server.stop();
      }
    }
    expect(complaints.found, 'errors in the console of the page').toEqual([]);
  },
});

export { expect };

/** Errors that no person would see, but that a browser reports: exceptions, and what the security policy refused. */
function watchForComplaints(page: Page): { found: readonly string[]; stop: () => void } {
  const found: string[] = [];
  let isOver = false;
  const note = (complaint: string) => void (isOver || found.push(complaint));
  page.on('pageerror', (error) => note(String(error)));
  page.on('console', (message) => {
    // The browser itself logs each response of 400 and above; the page handles those, and tests look at the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      note(message.text());
    }
  });
  return { found, stop: () => void (isOver = true) };
}
