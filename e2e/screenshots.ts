/**
 * The pictures of README.md: the main pages of the built page on the mocks, a few weeks after its servers were protected.
 * `npm run screenshots` writes them to `docs/images`.
 */
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import { makeEstate, settle } from './estate.ts';
import { POLICY_NAME, VAULT_ID, VAULT_NAME } from './ids.ts';
import { ConfigureBackupPage } from './pages/ConfigureBackupPage.ts';

const ROOT = join(import.meta.dirname, '..');
const IMAGES = join(ROOT, 'docs', 'images');
const SIZE = { width: 1440, height: 900 };

const site = await preview({
  root: ROOT,
  configFile: false,
  logLevel: 'warn',
  preview: { port: 0, host: '127.0.0.1' },
});
const origin = site.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? '';
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
try {
  const context = await browser.newContext({ viewport: SIZE, colorScheme: 'light', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const instance = await makeEstate(page, origin);

  await shoot(page, 'overview', '/bcc/overview');
  await shoot(page, 'jobs', '/bcc/jobs?range=14d');
  await shoot(page, 'instance', `/vaults/${encodeURIComponent(VAULT_ID)}/instances/${instance.name}`);
  await policy(page);
  await datasources(page);
  await job(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await shoot(page, 'protected-items', '/bcc/protected');
} finally {
  await browser.close();
  await site.close();
}

/** Two servers in the wizard: one is ready, the other lacks its roles. */
async function datasources(page: Page): Promise<void> {
  await page.goto(origin + ConfigureBackupPage.path);
  const wizard = new ConfigureBackupPage(page);
  await wizard.chooseUpToServers(VAULT_NAME, POLICY_NAME, 'pg-identity', 'pg-sample');
  await wizard.assignMissingRoles('pg-identity');
  await wizard.datasource('pg-identity').getByText('Success').waitFor();
  await wizard.tick('pg-identity');
  await save(page, 'datasources');
}

/** What a policy will hold over the years. */
async function policy(page: Page): Promise<void> {
  await page.goto(`${origin}/vaults/${encodeURIComponent(VAULT_ID)}/policies/${POLICY_NAME}`);
  await page.getByRole('heading', { name: 'Retention preview' }).evaluate((heading) => heading.scrollIntoView());
  await save(page, 'policy');
}

/** The newest job, in the pane beside the list. */
async function job(page: Page): Promise<void> {
  await page.goto(`${origin}/bcc/jobs`);
  await page
    .getByRole('table', { name: 'Jobs' })
    .getByRole('row')
    .nth(1)
    .getByRole('link', { name: /^Backup\b/ })
    .click();
  await page.getByRole('dialog').waitFor();
  await save(page, 'job');
}

async function shoot(page: Page, name: string, path: string): Promise<void> {
  await page.goto(origin + path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await save(page, name);
}

/** Takes the picture once the page has come to rest. */
async function save(page: Page, name: string): Promise<void> {
  await settle(page);
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
}
