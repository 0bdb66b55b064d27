/** Shared code of the page's benchmarks: a build of it, a browser with a slowed CPU, measuring and printing. */
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { preview } from 'vite';
import { percentile } from './figures.ts';

const ROOT = join(import.meta.dirname, '..');
export const SLOWED = 4;
export const BUDGET_MS = 100;
const ROUNDS = 12;

export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];

export interface Measure {
  what: string;
  /** Milliseconds; undefined when it is only printed. */
  budget?: number;
  times: number[];
}

/** The measured action; runs in the page, so that no time is lost between processes. */
declare global {
  interface Window {
    bench: {
      timed: (action: () => void, isDone: () => boolean) => Promise<number>;
      longestFrame: (action: () => boolean) => Promise<number>;
      type: (selector: string, text: string) => void;
      press: (selector: string, text: RegExp) => void;
      /** The element's text; nothing when there is no such element. */
      textOf: (selector: string) => string;
    };
  }
}

/** Serves the build (a folder in the project, `dist` when none is given), and opens a browser for it. */
export async function startBench(folder = 'dist'): Promise<{
  /** A page of its own, with an empty cache. */
  open: (address: string) => Promise<Page>;
  /** Slows the page's CPU from now on. */
  slow: (page: Page) => Promise<void>;
  stop: () => Promise<void>;
}> {
  const server = await preview({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    build: { outDir: join(ROOT, folder) },
    preview: { port: 0, host: '127.0.0.1' },
  });
  const origin = server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: CHROMIUM_ARGS,
  });
  return {
    async open(address) {
      const context: BrowserContext = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      const page = await context.newPage();
      await page.addInitScript(installBench);
      await page.goto(origin + address);
      return page;
    },
    async slow(page) {
      const devTools = await page.context().newCDPSession(page);
      await devTools.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
    },
    async stop() {
      await browser.close();
      await server.close();
    },
  };
}

/** Runs it many times, after one run that warms up the browser, as a person's first use does. */
export async function repeat(page: Page, measure: (page: Page, round: number) => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) times.push(await measure(page, round));
  return times.slice(1);
}

/** Prints the median and the 95th percentile of each, and returns whether one is over its budget. */
export function report(measures: readonly Measure[]): boolean {
  let isOver = false;
  console.log(`${'p50'.padStart(8)}${'p95'.padStart(8)}${'budget'.padStart(8)}`);
  for (const { what, budget, times } of measures) {
    const [half, most] = [percentile(times, 0.5), percentile(times, 0.95)];
    const over = budget !== undefined && most > budget;
    isOver ||= over;
    const columns = [half.toFixed(0), most.toFixed(0), budget?.toFixed(0) ?? '–'];
    console.log(`${columns.map((text) => text.padStart(8)).join('')}  ${what}${over ? '  OVER' : ''}`);
  }
  return isOver;
}

/** Runs in the page before anything else. */
function installBench(): void {
  const frame = () => new Promise(requestAnimationFrame);
  window.bench = {
    async timed(action, isDone) {
      const began = performance.now();
      action();
      while (!isDone()) await frame();
      // The frame that shows it has been drawn when the next one begins.
      await frame();
      return performance.now() - began;
    },
    async longestFrame(action) {
      let longest = 0;
      let before = performance.now();
      for (let isDone = false; !isDone;) {
        isDone = action();
        await frame();
        const now = performance.now();
        longest = Math.max(longest, now - before);
        before = now;
      }
      return longest;
    },
    type(selector, text) {
      const input = document.querySelector<HTMLInputElement>(selector);
      // The way React notices it: by the event, after the value was set directly.
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
      input?.dispatchEvent(new Event('input', { bubbles: true }));
    },
    press(selector, text) {
      const found = [...document.querySelectorAll<HTMLElement>(selector)].find((each) => text.test(each.textContent));
      if (!found) throw new Error(`There is no ${selector} that says ${String(text)}.`);
      found.click();
    },
    textOf: (selector) => document.querySelector(selector)?.textContent ?? '',
  };
}
