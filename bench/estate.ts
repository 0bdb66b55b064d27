/**
 * How the page feels with 10,000 servers in 50 subscriptions: "Select resources to backup" on the mocks' large estate, in
 * Chromium with the CPU slowed four times. Prints the median and the 95th percentile in milliseconds. Needs a build.
 *
 * `node bench/estate.ts [folder of the build]`
 */
import type { Page } from '@playwright/test';
import { BUDGET_MS, repeat, report, SLOWED, startBench } from './page-bench.ts';

const COLD_ROUNDS = 3;

const VAULT =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-contoso-weu';
const ADDRESS = `/configure-backup/datasources?${new URLSearchParams({
  estate: 'large',
  vault: VAULT,
  policy: `${VAULT}/backupPolicies/weekly-standard`,
}).toString()}`;
/** Three letters each, contained in servers' names. */
const TYPED = ['pay', 'ord', 'rep', 'tel', 'inv', 'sea', 'ret', 'con', 'aud', 'loy', 'pri', 'doc'];

const browser = await startBench(process.argv[2]);
let isOver = false;
try {
  const cold = { first: [] as number[], all: [] as number[] };
  let page: Page | undefined;
  for (let round = 0; round < COLD_ROUNDS; round += 1) {
    await page?.context().close();
    page = await openDatasources();
    const { first, all } = await openCold(page);
    cold.first.push(first);
    cold.all.push(all);
  }
  if (!page) throw new Error('There were no rounds.');
  const count = await page.evaluate(() => window.bench.textOf('[role=dialog] p [role=status]'));
  console.log(`Select resources to backup: ${count}, CPU slowed ${SLOWED} times, milliseconds`);
  isOver = report([
    { what: 'open, nothing loaded, to the first rows', times: cold.first },
    { what: 'open, nothing loaded, to all rows', times: cold.all },
    { what: 'open, all loaded, to the rows', budget: BUDGET_MS, times: await repeat(page, reopen) },
    { what: 'filter: third letter to the rows', budget: BUDGET_MS, times: await repeat(page, filter) },
    { what: 'sort by another column', budget: BUDGET_MS, times: await repeat(page, sort) },
    { what: 'tick one row', budget: BUDGET_MS, times: await repeat(page, tickOne) },
    { what: 'select all, and none', times: await repeat(page, selectAll) },
    { what: 'scroll to the end: longest frame', times: await repeat(page, scroll) },
  ]);
} finally {
  await browser.stop();
}
process.exitCode = isOver ? 1 : 0;

async function openDatasources(): Promise<Page> {
  const page = await browser.open(ADDRESS);
  await page.getByRole('button', { name: 'Add' }).first().waitFor();
  // The step's own requests have ended.
  await page.waitForTimeout(1500);
  await browser.slow(page);
  return page;
}

function openCold(page: Page): Promise<{ first: number; all: number }> {
  return page.evaluate(async () => {
    const { bench } = window;
    const began = performance.now();
    const first = await bench.timed(
      () => bench.press('button', /^Add$/),
      () => document.querySelector('[role=dialog] tbody tr input') !== null,
    );
    await bench.timed(
      () => undefined,
      () => bench.textOf('[role=dialog] p [role=status]') !== '',
    );
    return { first, all: performance.now() - began };
  });
}

function reopen(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { bench } = window;
    await bench.timed(
      () => bench.press('[role=dialog] button', /^Cancel$/),
      () => document.querySelector('[role=dialog]') === null,
    );
    return bench.timed(
      () => bench.press('button', /^Add$/),
      () => document.querySelector('[role=dialog] tbody tr input') !== null,
    );
  });
}

function filter(page: Page, round: number): Promise<number> {
  return page.evaluate(
    async (letters) => {
      const { bench } = window;
      const all = bench.textOf('[role=dialog] p [role=status]');
      bench.type('[role=dialog] input[type=search]', letters.slice(0, 1));
      await new Promise(requestAnimationFrame);
      bench.type('[role=dialog] input[type=search]', letters.slice(0, 2));
      await new Promise(requestAnimationFrame);
      const names = () => [...document.querySelectorAll('[role=dialog] tbody tr[data-index] td:nth-child(3)')];
      const time = await bench.timed(
        () => bench.type('[role=dialog] input[type=search]', letters),
        () =>
          names().length > 0 &&
          names().every((cell) => cell.textContent.includes(letters)) &&
          bench.textOf('[role=dialog] p [role=status]') !== all,
      );
      await bench.timed(
        () => bench.type('[role=dialog] input[type=search]', ''),
        () => bench.textOf('[role=dialog] p [role=status]') === all,
      );
      return time;
    },
    TYPED[round % TYPED.length] ?? 'pay',
  );
}

function sort(page: Page, round: number): Promise<number> {
  return page.evaluate(
    async (title) => {
      const { bench } = window;
      const header = () =>
        [...document.querySelectorAll('[role=dialog] th')].find((cell) => cell.textContent.startsWith(title));
      const before = header()?.getAttribute('aria-sort');
      return bench.timed(
        () => bench.press('[role=dialog] th button', new RegExp(`^${title}`)),
        () => header()?.getAttribute('aria-sort') !== before,
      );
    },
    ['Name', 'Resource group', 'Subscription', 'Storage', 'Protection'][round % 5] ?? 'Name',
  );
}

function tickOne(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { bench } = window;
    const box = document.querySelector<HTMLInputElement>('[role=dialog] tbody input:not(:disabled)');
    const selected = () => document.querySelector('[role=dialog] p > span')?.textContent;
    const before = selected();
    return bench.timed(
      () => box?.click(),
      () => selected() !== before,
    );
  });
}

function selectAll(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { bench } = window;
    const box = document.querySelector<HTMLInputElement>('[role=dialog] thead input');
    const before = box?.checked;
    return bench.timed(
      () => box?.click(),
      () => document.querySelector<HTMLInputElement>('[role=dialog] thead input')?.checked !== before,
    );
  });
}

function scroll(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const box = document.querySelector('[role=dialog] table')?.parentElement;
    if (!box) throw new Error('There is no table.');
    box.scrollTop = 0;
    await new Promise(requestAnimationFrame);
    const step = box.scrollHeight / 60;
    const rows = document.querySelector('[role=dialog] table')?.getAttribute('aria-rowcount') ?? '';
    const longest = await window.bench.longestFrame(() => {
      box.scrollTop += step;
      return document.querySelector(`[role=dialog] tr[aria-rowindex="${rows}"]`) !== null;
    });
    return longest;
  });
}
