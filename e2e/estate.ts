/** An estate with a past on the mocks: four servers protected, some weeks of backups. For pictures, not for tests. */
import type { Page } from '@playwright/test';
import { backupRoleNeeds } from '../protocol/datasources.ts';
import type { BackupInstance, Page as ListPage, Vault } from '../protocol/data-protection.ts';
import { SERVER_TYPE } from '../protocol/postgres.ts';
import { armOfMocks, type Arm } from './arm.ts';
import { POLICY_NAME, serverId, SUBSCRIPTION, VAULT_ID } from './ids.ts';

const PROTECTED = ['pg-orders', 'pg-customers', 'pg-inventory', 'pg-billing'];
const WEEKS = 6;
const DATA_PROTECTION = 'api-version=2025-07-01';

/** Makes the estate on the mocks behind `origin`, and returns one of its backup instances. */
export async function makeEstate(page: Page, origin: string): Promise<BackupInstance> {
  await page.goto(`${origin}/?speed=500`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const arm = armOfMocks(page);
  for (const name of PROTECTED) await protect(arm, name);
  await moveAhead(page, origin);
  return instanceOf(arm, 'pg-orders');
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
    path: `${VAULT_ID}/backupInstances/${name}-${name}-${guidOf(name)}?${DATA_PROTECTION}`,
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

/** The same for a name each time, so that two runs show the same addresses. */
const guidOf = (name: string): string =>
  `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padEnd(12, '0').slice(-12)}`;

/** Some weeks on, and to a Sunday: the day on which the policy runs. */
async function moveAhead(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/?pane=laboratory`);
  const pane = page.getByRole('dialog', { name: 'Laboratory' });
  const days = (7 - (await page.evaluate(() => new Date().getUTCDay()))) % 7;
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

/** Waits until nothing on the page is loading any more, and no tooltip or hover line shows. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('main [aria-busy=true], main [role=progressbar]') === null &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
  );
  const { width, height } = page.viewportSize() ?? { width: 1, height: 1 };
  await page.mouse.move(width - 1, height - 1);
}
