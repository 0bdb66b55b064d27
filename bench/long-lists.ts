/**
 * How the page feels with 100,000 jobs, and with an instance that has 10,000 recovery points: the mocks' large estate, in
 * Chromium with the CPU slowed four times. Prints the median and the 95th percentile in milliseconds. Needs a build.
 *
 * `node bench/long-lists.ts [folder of the build]`
 */
import type { Page } from '@playwright/test';
import { repeat, report, SLOWED, startBench } from './page-bench.ts';

const JOBS = `/bcc/jobs?${new URLSearchParams({
  estate: 'large',
  range: 'custom',
  from: '2020-01-01T00:00:00.000Z',
}).toString()}`;
const VAULT =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-contoso-weu';
/** A thousand requests to a provider that shares the page's only thread. */
const LOADED_WITHIN_MS = 180_000;

const browser = await startBench(process.argv[2]);
try {
  await benchJobs();
  await benchPoints();
} finally {
  await browser.stop();
}

async function benchJobs(): Promise<void> {
  const page = await browser.open(JOBS);
  await page.getByText('100,000 jobs', { exact: true }).waitFor({ timeout: LOADED_WITHIN_MS });
  await browser.slow(page);
  console.log(`Jobs: 100,000, CPU slowed ${SLOWED} times, milliseconds`);
  report([
    { what: 'filter by status', times: await repeat(page, filterByStatus) },
    { what: 'sort by start time', times: await repeat(page, (each) => sortBy(each, 'Start time')) },
    { what: 'sort by another column', times: await repeat(page, sortJobs) },
    { what: 'scroll a third of the way: longest frame', times: await repeat(page, scroll) },
  ]);
  await page.context().close();
}

async function benchPoints(): Promise<void> {
  const page = await browser.open(`/vaults?estate=large`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  // Its first instance has that many.
  await page.goto(`${new URL(page.url()).origin}/vaults/${encodeURIComponent(VAULT)}/instances`);
  await page.locator('tbody a[href*="/instances/"]').first().click();
  await page.getByText('10,000 restore points', { exact: true }).waitFor({ timeout: LOADED_WITHIN_MS });
  await browser.slow(page);
  console.log(`Restore points of an instance: 10,000, CPU slowed ${SLOWED} times, milliseconds`);
  report([
    { what: 'sort by expiry', times: await repeat(page, (each) => sortBy(each, 'Expires on')) },
    { what: 'sort by time', times: await repeat(page, (each) => sortBy(each, 'Time')) },
    { what: 'scroll a third of the way: longest frame', times: await repeat(page, scroll) },
  ]);
  await page.context().close();
}

function filterByStatus(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { bench } = window;
    const cards = '[role=group][aria-label="Jobs by status"] button';
    const rows = () => document.querySelector('table[aria-label=Jobs]')?.getAttribute('aria-rowcount');
    const all = rows();
    const time = await bench.timed(
      () => bench.press(cards, /Failed/),
      () => rows() !== all,
    );
    await bench.timed(
      () => bench.press(cards, /Failed/),
      () => rows() === all,
    );
    return time;
  });
}

function sortJobs(page: Page, round: number): Promise<number> {
  return sortBy(page, ['Backup instance', 'Duration', 'Status', 'Vault'][round % 4] ?? 'Duration');
}

function sortBy(page: Page, title: string): Promise<number> {
  return page.evaluate(async (beginning) => {
    const { bench } = window;
    const header = () =>
      [...document.querySelectorAll('table[aria-rowcount] th')].find((cell) => cell.textContent.startsWith(beginning));
    const before = header()?.getAttribute('aria-sort');
    return bench.timed(
      () => bench.press('table[aria-rowcount] th button', new RegExp(`^${beginning}`)),
      () => header()?.getAttribute('aria-sort') !== before,
    );
  }, title);
}

function scroll(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let box = document.querySelector('table[aria-rowcount]')?.parentElement;
    while (box && box.scrollHeight <= box.clientHeight + 1) box = box.parentElement;
    if (!box) throw new Error('Nothing scrolls.');
    const scrolled = box;
    scrolled.scrollTop = 0;
    await new Promise(requestAnimationFrame);
    const step = scrolled.scrollHeight / 60;
    let steps = 20;
    return window.bench.longestFrame(() => {
      scrolled.scrollTop += step;
      steps -= 1;
      return steps === 0;
    });
  });
}
