/**
 * Every piece of `src/ui` in its states: no violation of axe, and the pixels of its picture in `pictures/`. CONTRIBUTING.md
 * says how to look at a difference, and how to take the pictures anew.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test as base, type Locator, type Page } from '@playwright/test';
import { preview } from 'vite';
import { expectAccessible } from '../accessible.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BUILT = join(ROOT, 'node_modules', '.cache', 'gallery');
const PICTURES = join(import.meta.dirname, 'pictures');
const ENTRY = 'src/gallery/index.html';
/** Any moment but one at the end of a minute or a day. */
const NOW = Date.UTC(2026, 10, 30, 9, 30, 5);
const WIDE = { width: 1200, height: 900 };
const NARROW = { width: 390, height: 844 };
/** What covers the page is one of these. */
const COVER = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

const test = base.extend<{ gallery: Page }, { origin: string }>({
  origin: [
    async ({}, use) => {
      if (!existsSync(join(BUILT, ENTRY))) throw new Error('The gallery is not built: npm run compare-gallery');
      const site = await preview({
        root: ROOT,
        configFile: false,
        logLevel: 'warn',
        build: { outDir: BUILT },
        preview: { port: 0, host: '127.0.0.1' },
      });
      await use(site.resolvedUrls?.local[0] ?? '');
      await site.close();
    },
    { scope: 'worker' },
  ],
  gallery: async ({ page, origin }, use, { project }) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.clock.setFixedTime(NOW);
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await visit(page, origin + ENTRY);
    const isComparable = project.ignoreSnapshots || (await page.evaluate(hasFont, 'DejaVu Sans'));
    expect(isComparable, 'the machine has DejaVu Sans, in which the pictures are (fonts-dejavu-core)').toBe(true);
    await use(page);
    expect(complaints, 'errors in the console of the page').toEqual([]);
  },
});

/**
 * Of one family on every machine: what a page is drawn in otherwise is the machine's choice. What the gallery itself says
 * is no part of a picture.
 */
const LOOKS = `
[class*="fui-FluentProvider"] {
  --fontFamilyBase: "DejaVu Sans" !important;
  --fontFamilyMonospace: "DejaVu Sans Mono" !important;
}
[data-said] { opacity: 0; }`;

function hasFont(family: string): boolean {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  const widthIn = (font: string) => {
    if (!context) throw new Error('No canvas');
    context.font = `20px ${font}`;
    return context.measureText('What a machine without it draws in').width;
  };
  return widthIn(`"${family}", monospace`) !== widthIn('monospace');
}

// All of them are looked at, also when one differs.
test('each piece is as it was, and accessible', async ({ gallery }) => {
  for (const name of await piecesIn(gallery))
    await expect.soft(pieceOf(gallery, name)).toHaveScreenshot(`${name}-light.png`);
  await expectAccessible(gallery);
});

test('each piece is as it was in a narrow window, in the dark', async ({ gallery }) => {
  await gallery.setViewportSize(NARROW);
  await gallery.emulateMedia({ colorScheme: 'dark' });
  for (const name of await piecesIn(gallery))
    await expect.soft(pieceOf(gallery, name)).toHaveScreenshot(`${name}-dark.png`);
});

test('what covers the page is as it was, and accessible', async ({ gallery }) => {
  for (const { name, piece } of await coversIn(gallery)) {
    // A page of its own: what else there is would be drawn anew for each theme and width.
    await gallery.setViewportSize(WIDE);
    await gallery.emulateMedia({ colorScheme: 'light' });
    await visit(gallery, new URL(`?piece=${piece}`, gallery.url()).href);
    const cover = await open(gallery, name);
    await expect.soft(cover).toHaveScreenshot(`${name}-open-light.png`);
    await expectCoverAccessible(gallery, cover);
    await gallery.setViewportSize(NARROW);
    await expect.soft(cover).toHaveScreenshot(`${name}-open-dark.png`);
    await gallery.keyboard.press('Escape');
    await expect(cover, `${name} closes`).toBeHidden();
  }
});

test('no picture is of something that is gone', async ({ gallery }) => {
  const covers = (await coversIn(gallery)).map(({ name }) => `${name}-open`);
  const shown = [...(await piecesIn(gallery)), ...covers];
  const pictures = shown.flatMap((name) => [`${name}-light.png`, `${name}-dark.png`]);
  expect(readdirSync(PICTURES).sort()).toEqual(pictures.sort());
});

const pieceOf = (page: Page, name: string): Locator => page.locator(`#${name}`);

async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByRole('heading', { level: 1, name: 'Pieces of the page' })).toBeVisible();
  await page.addStyleTag({ content: LOOKS });
}

/** The names of all pieces. */
const piecesIn = (page: Page): Promise<string[]> =>
  page.locator('[data-piece]').evaluateAll((found) => found.map(({ id }) => id));

/** What can be opened, and the piece that it belongs to. */
const coversIn = (page: Page): Promise<{ name: string; piece: string }[]> =>
  page.locator('[data-opens]').evaluateAll((found) =>
    found.map((each) => ({
      name: (each as HTMLElement).dataset.opens ?? '',
      piece: each.closest('section')?.id ?? '',
    })),
  );

/** Ends in the dark. */
async function expectCoverAccessible(page: Page, cover: Locator): Promise<void> {
  // The options of a field hang at the end of the document: axe would miss the landmark around them.
  if ((await cover.getAttribute('role')) === 'listbox') await page.emulateMedia({ colorScheme: 'dark' });
  else await expectAccessible(page);
}

async function open(page: Page, name: string): Promise<Locator> {
  await page.locator(`[data-opens="${name}"]`).locator('button, a, [role="combobox"]').first().click();
  // Nothing is drawn as it is when it is pointed at.
  await page.mouse.move(0, 0);
  const cover = page.locator(COVER).filter({ visible: true }).first();
  await expect(cover).toBeVisible();
  return cover;
}
