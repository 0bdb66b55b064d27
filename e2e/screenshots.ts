/**
 * The pictures of README.md: the main pages of the built page on the mocks, a few weeks after its servers were protected.
 * `npm run screenshots` writes them to `docs/images`.
 */
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import { backupRoleNeeds } from '../protocol/datasources.ts';
import type { BackupInstance, Page as ListPage, Vault } from '../protocol/data-protection.ts';
import { SERVER_TYPE } from '../protocol/postgres.ts';
import { armOfMocks, type Arm } from './arm.ts';
import { POLICY_NAME, serverId, SUBSCRIPTION, VAULT_ID, VAULT_NAME } from './ids.ts';
import { ConfigureBackupPage } from './pages/ConfigureBackupPage.ts';

const ROOT = join(import.meta.dirname, '..');
const IMAGES = join(ROOT, 'docs', 'images');
const SIZE = { width: 1440, height: 900 };
const PROTECTED = ['pg-orders', 'pg-customers', 'pg-inventory', 'pg-billing'];
const WEEKS = 6;
const DATA_PROTECTION = 'api-version=2025-07-01';

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
  await page.goto(`${origin}/?speed=500`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const arm = armOfMocks(page);

  for (const name of PROTECTED) await protect(arm, name);
  await moveAhead(page);
  const instance = await instanceOf(arm, 'pg-orders');

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

/** Gives the vault's identity its roles on the server, and protects it. */
async function protect(arm: Arm, name: string): Promise<void> {
  const { body: vault } = await arm<Vault>({ method: 'GET', path: `${VAULT_ID}?${DATA_PROTECTION}` });
  for (const { roleId, scope } of backupRoleNeeds(serverId(name))) {
    const assignment = `${scope}/providers/Microsoft.Authorization/roleAssignments/${crypto.randomUUID()}`;
    await arm({
      method: 'PUT',
      path: `${assignment}?api-version=2022-04-01`,
      body: {
        properties: {
          roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
          principalId: vault.identity?.principalId,
          principalType: 'ServicePrincipal',
        },
      },
    });
  }
  const { status, body } = await arm({
    method: 'PUT',
    path: `${VAULT_ID}/backupInstances/${name}-${name}-${crypto.randomUUID()}?${DATA_PROTECTION}`,
    body: {
      properties: {
        objectType: 'BackupInstance',
        friendlyName: name,
        dataSourceInfo: {
          objectType: 'Datasource',
          datasourceType: SERVER_TYPE,
          resourceID: serverId(name),
          resourceLocation: 'westeurope',
        },
        policyInfo: { policyId: `${VAULT_ID}/backupPolicies/${POLICY_NAME}` },
      },
    },
  });
  if (status >= 300) throw new Error(JSON.stringify(body));
}

/** Some weeks on, and to a Sunday: the day on which the policy runs. */
async function moveAhead(page: Page): Promise<void> {
  await page.goto(`${origin}/?pane=laboratory`);
  const pane = page.getByRole('dialog', { name: 'Laboratory' });
  const days = (7 - new Date().getUTCDay()) % 7;
  const steps = [...Array<string>(WEEKS).fill('A week'), ...Array<string>(days).fill('A day')];
  for (const step of steps) {
    await pane.getByRole('button', { name: step }).click();
    await pane.getByRole('progressbar').waitFor({ state: 'detached' });
  }
}

async function instanceOf(arm: Arm, name: string): Promise<BackupInstance> {
  const { body } = await arm<ListPage<BackupInstance>>({
    method: 'GET',
    path: `${VAULT_ID}/backupInstances?${DATA_PROTECTION}`,
  });
  const found = body.value.find(({ properties }) => properties.friendlyName === name);
  if (!found) throw new Error(`${name} is not protected.`);
  return found;
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

/** Once nothing on the page is on its way any more. */
async function save(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('main [aria-busy=true], main [role=progressbar]') === null &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
  );
  // No tooltip, and no line under the mouse.
  await page.mouse.move(SIZE.width - 1, SIZE.height - 1);
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
}
