/**
 * A fresh world for each test. On the mocks that is a new browser tab, because the world lives in the page; on the
 * server it is a server of the test's own, started in a folder that nobody has used yet.
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

/** A back end with nothing in it but what a fresh one starts with. */
export interface World {
  /** Opens `path` of the page as `person`, signed in. */
  open(path: string, person?: Person): Promise<void>;
  /** The same back end as a script sees it. On the mocks only after `open`. */
  arm: Arm;
  /** Only on the server. */
  server: RunningServer | undefined;
}

interface Servers {
  /** One that nobody has used. */
  take(): Promise<RunningServer>;
  /** Starts the next one, while this test waits for its page. */
  prepare(): void;
}

export const test = base.extend<{ world: World; speed: number }, BackEndOption & { servers: Servers }>({
  backEnd: ['mocks', { option: true, scope: 'worker' }],
  mocksUrl: ['', { option: true, scope: 'worker' }],
  // How fast the simulated work of the mocks goes where neither the address nor the laboratory says it.
  speed: [10, { option: true }],

  servers: [
    async ({ backEnd }, use) => {
      let template: Promise<string> | undefined;
      let next: Promise<RunningServer> | undefined;
      const start = async () => startServer(await (template ??= freshDataDir()));
      const prepare = () => {
        next ??= start();
        // A start that failed is told to the test that takes it.
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
        await server.stop();
      }
    }
    expect(complaints, 'errors in the console of the page').toEqual([]);
  },
});

export { expect };

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
