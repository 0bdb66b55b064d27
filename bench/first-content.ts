/**
 * How long a person on a slow line waits for the content of a page: 150 ms to the server and back, 1.6 Mbit/s. The
 * server is ours, with its sample world. Cold means an empty browser cache; from within means that the portal is loaded
 * and the page's code is not. Prints the medians in milliseconds. Needs a build; several are measured in turn, to
 * compare them.
 *
 * `node bench/first-content.ts [folder of a build] [of another]`
 */
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { chromium, type Browser, type Page } from '@playwright/test';
import { Hono } from 'hono';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { DATA_GROUP, POLICY_ID, SAMPLE_SERVER, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { pageFiles } from '../server/host/page-files.ts';
import { startPortal, type PortalProcess } from '../server/testing/portal-process.ts';
import { paths } from '../src/paths.ts';
import { CHROMIUM_ARGS } from './page-bench.ts';

const LATENCY_MS = 150;
const BYTES_PER_SECOND = (1.6 * 1024 * 1024) / 8;
const ROUNDS = 3;
const SERVER_ID = resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, SAMPLE_SERVER);
const ROOT = join(import.meta.dirname, '..');

const data = await mkdtemp(join(tmpdir(), 'bp-bench-'));
const portal = await startPortal(join(data, 'data'));
const folders = process.argv.length > 2 ? process.argv.slice(2) : ['dist'];
const fronts = await Promise.all(folders.map((folder) => serve(resolve(ROOT, folder), portal)));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: CHROMIUM_ARGS,
});
try {
  const pages = {
    'Business Continuity Center': paths.businessContinuity(),
    Jobs: paths.jobs(),
    'Backup vaults': paths.vaults(),
    'a vault': paths.vault(VAULT_ID),
    'its backup instances': paths.vaultInstances(VAULT_ID),
    'its access control': paths.vaultAccess(VAULT_ID),
    'a backup policy': paths.policy(POLICY_ID),
    'a server': paths.server(SERVER_ID),
  };
  console.log(`First content of a page, ${LATENCY_MS} ms and 1.6 Mbit/s, milliseconds (median of ${ROUNDS})`);
  console.log(folders.map((folder) => `${'cold'.padStart(8)}${'within'.padStart(8)}  ${folder}`).join(''));
  for (const [what, address] of Object.entries(pages)) {
    const times = fronts.map(() => ({ cold: [] as number[], within: [] as number[] }));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [at, { origin }] of fronts.entries()) {
        times[at]?.cold.push(await openCold(browser, origin + address));
        times[at]?.within.push(await goFromHome(browser, origin, address));
      }
    }
    const columns = times.flatMap(({ cold, within }) => [median(cold), median(within)]);
    console.log(`${columns.map((text) => text.padStart(8)).join('')}  ${what}`);
  }
} finally {
  await browser.close();
  await Promise.all(fronts.map((front) => front.stop()));
  await portal.stop();
  await rm(data, { recursive: true, force: true });
}

function median(times: readonly number[]): string {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)]?.toFixed(0) ?? '';
}

/** The files of a build, as our server gives them, and our server behind them. */
async function serve(folder: string, { url }: PortalProcess): Promise<{ origin: string; stop: () => Promise<void> }> {
  const app = new Hono();
  app.all('*', async (context, next) => {
    const { method, headers, body } = context.req.raw;
    const { pathname, search } = new URL(context.req.url);
    if (!headers.has('authorization') && !pathname.startsWith('/auth/')) return next();
    const sent = new Headers(headers);
    sent.delete('host');
    return fetch(new URL(pathname + search, url), { method, headers: sent, body, duplex: 'half' } as RequestInit);
  });
  app.route('/', pageFiles(folder));
  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => {
          stopped();
        });
        server.closeAllConnections();
      }),
  };
}

/** A page of its own, signed in, with an empty cache. */
async function newPage(from: Browser): Promise<Page> {
  const context = await from.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const held = { token: portal.token, renewAt: Date.now() + 3_600_000, endsAt: Date.now() + 3_600_000 };
  await page.addInitScript((text) => {
    sessionStorage.setItem('backup-portal.token', text);
  }, JSON.stringify(held));
  return page;
}

async function slowDown(page: Page): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.enable');
  await devTools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: BYTES_PER_SECOND,
    uploadThroughput: BYTES_PER_SECOND,
  });
}

async function openCold(from: Browser, address: string): Promise<number> {
  const page = await newPage(from);
  await slowDown(page);
  await page.goto(address, { waitUntil: 'commit' });
  const time = await page.evaluate(contentAfter, undefined);
  await page.context().close();
  return time;
}

async function goFromHome(from: Browser, origin: string, address: string): Promise<number> {
  const page = await newPage(from);
  await page.goto(origin + paths.home(), { waitUntil: 'networkidle' });
  await slowDown(page);
  const began = await page.evaluate(() => performance.now());
  const time = await page.evaluate(contentAfter, address);
  await page.context().close();
  return time - began;
}

/** Opens the address, if there is one; returns the milliseconds until the title is shown and nothing is loading. */
async function contentAfter(address: string | undefined): Promise<number> {
  const title = () => document.querySelector('main h1')?.textContent ?? undefined;
  const before = title();
  if (address !== undefined) {
    history.pushState(null, '', address);
    dispatchEvent(new PopStateEvent('popstate'));
  }
  const isThere = () =>
    title() !== undefined &&
    (address === undefined || title() !== before) &&
    document.querySelector('main [aria-busy="true"]') === null;
  while (!isThere()) await new Promise(requestAnimationFrame);
  return performance.now();
}
