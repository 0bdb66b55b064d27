/**
 * Whether two builds of the page look alike: `npm run compare-screens -- FOLDER [NAME …]` takes a picture of each main page of
 * the build in `dist` and of the one in FOLDER, light and dark, wide and narrow, in the same estate at the same moment, and
 * prints how many pixels differ. Both pictures of a page that differs, and what differs, go to `test-results/screens`.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { preview } from 'vite';
import { makeEstate, settle } from './estate.ts';
import { screensOf } from './screens.ts';

const ROOT = join(import.meta.dirname, '..');
const RESULTS = join(ROOT, 'test-results', 'screens');
/** Any moment but one at the end of a minute or a day. */
const BEGUN_AT = Date.UTC(2026, 10, 30, 9, 30, 5);
const LOOKS = [
  { look: 'light', colorScheme: 'light', width: 1440, height: 900 },
  { look: 'dark', colorScheme: 'dark', width: 1440, height: 900 },
  { look: 'narrow', colorScheme: 'light', width: 390, height: 844 },
] as const;

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Say the folder of the other build: npm run compare-screens -- FOLDER [NAME …]\n');
  process.exit(2);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
try {
  const before = await picturesOf(browser, folder);
  const after = await picturesOf(browser, join(ROOT, 'dist'));
  process.exitCode = await report(browser, before, after);
} finally {
  await browser.close();
}

/** A picture of each page in each look, by the name of both. */
async function picturesOf(browser: Browser, outDir: string): Promise<Map<string, Buffer>> {
  const site = await preview({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    build: { outDir },
    preview: { port: 0, host: '127.0.0.1' },
  });
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  try {
    const origin = site.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';
    await sameEachTime(context);
    const page = await context.newPage();
    await page.setViewportSize(LOOKS[0]);
    const { name } = await makeEstate(page, origin);
    return await picturesIn(page, origin, screensOf(name));
  } finally {
    await context.close();
    await site.close();
  }
}

async function picturesIn(
  page: Page,
  origin: string,
  screens: Readonly<Record<string, string>>,
): Promise<Map<string, Buffer>> {
  const pictures = new Map<string, Buffer>();
  const wanted = Object.entries(screens).filter(([name]) => names.length === 0 || names.includes(name));
  for (const { look, colorScheme, ...size } of LOOKS) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    for (const [name, address] of wanted) {
      await page.goto(origin + address);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await settle(page);
      pictures.set(`${name} ${look}`, await atRest(page));
    }
  }
  return pictures;
}

/** The first picture that is followed by an equal one. A page that keeps changing is taken as it is in the end. */
async function atRest(page: Page): Promise<Buffer> {
  let last = await page.screenshot();
  for (let tries = 0; tries < 10; tries += 1) {
    await setTimeout(250);
    const next = await page.screenshot();
    if (next.equals(last)) break;
    last = next;
  }
  return last;
}

/**
 * Gives each loaded page the clock and the random numbers of the same load in any other run: the nth load begins n
 * minutes after the first.
 */
async function sameEachTime(context: BrowserContext): Promise<void> {
  await context.addInitScript((begunAt) => {
    const load = Number(sessionStorage.getItem('compare.load') ?? '0') + 1;
    sessionStorage.setItem('compare.load', String(load));
    const RealDate = Date;
    const ahead = begunAt + load * 60_000 - RealDate.now();
    globalThis.Date = class extends RealDate {
      constructor(...given: unknown[]) {
        if (given.length === 0) super(RealDate.now() + ahead);
        else super(...(given as [number]));
      }

      static override now = () => RealDate.now() + ahead;
    } as DateConstructor;

    let dice = load * 7919;
    const next = () => {
      dice = (Math.imul(dice, 1664525) + 1013904223) >>> 0;
      return dice / 2 ** 32;
    };
    Math.random = next;
    crypto.randomUUID = () => {
      const digits = Array.from({ length: 30 }, () => Math.floor(next() * 16).toString(16)).join('');
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-8${digits.slice(15, 18)}-${digits.slice(18, 30)}`;
    };
  }, BEGUN_AT);
}

/** Prints the differences, and returns the exit status. */
async function report(
  browser: Browser,
  before: ReadonlyMap<string, Buffer>,
  after: ReadonlyMap<string, Buffer>,
): Promise<number> {
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });
  const page = await browser.newPage();
  let differing = 0;
  for (const [name, is] of after) {
    const was = before.get(name);
    if (was === undefined || was.equals(is)) continue;
    const { count, picture } = await difference(page, was, is);
    if (count === 0) continue;
    differing += 1;
    process.stdout.write(`${String(count).padStart(8)} pixels  ${name}\n`);
    const file = (what: string) => join(RESULTS, `${name.replace(' ', '-')}-${what}.png`);
    writeFileSync(file('before'), was);
    writeFileSync(file('after'), is);
    writeFileSync(file('difference'), picture);
  }
  process.stdout.write(`${String(after.size)} pictures, ${String(differing)} differ\n`);
  return differing === 0 ? 0 : 1;
}

/**
 * How many pixels of two pictures differ, and the second one, faint, with those in red. A browser decodes the pictures.
 */
async function difference(page: Page, was: Buffer, is: Buffer): Promise<{ count: number; picture: Buffer }> {
  const found = await page.evaluate(
    async (sources) => {
      const [a, b] = await Promise.all(
        sources.map(async (source) => createImageBitmap(await (await fetch(`data:image/png;base64,${source}`)).blob())),
      );
      if (!a || !b) throw new Error('No picture');
      const canvas = new OffscreenCanvas(b.width, b.height);
      const context = canvas.getContext('2d', { willReadFrequently: true });
      if (!context) throw new Error('No canvas');
      const pixelsOf = (bitmap: ImageBitmap) => {
        context.clearRect(0, 0, canvas.width, canvas.height);
        context.drawImage(bitmap, 0, 0);
        return context.getImageData(0, 0, canvas.width, canvas.height);
      };
      const before = pixelsOf(a);
      const shown = pixelsOf(b);
      let count = 0;
      for (let at = 0; at < shown.data.length; at += 4) {
        const differs = [0, 1, 2].some((channel) => shown.data[at + channel] !== before.data[at + channel]);
        if (differs) {
          count += 1;
          shown.data.set([255, 0, 0, 255], at);
        } else shown.data[at + 3] = 60;
      }
      context.putImageData(shown, 0, 0);
      const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
      return { count, text: Array.from(bytes, (byte) => String.fromCharCode(byte)).join('') };
    },
    [was.toString('base64'), is.toString('base64')],
  );
  return { count: found.count, picture: Buffer.from(found.text, 'latin1') };
}
