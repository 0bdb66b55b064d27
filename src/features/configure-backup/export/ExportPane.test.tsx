import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { ROLE_ASSIGNMENT_TYPE, ROLE_IDS } from '#protocol/authorization.ts';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { DEPLOYMENT_TYPE, type ArmTemplate, type Deployment, type DeploymentInput } from '#protocol/deployments.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId, subscriptionScope } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID } from '#provider/seed.ts';
import { assignRole } from '#resources/authorization.ts';
import { renderApp, type RenderedApp, type RenderAppOptions } from '#testing/renderApp.tsx';

const SERVERS = ['pg-orders', 'pg-customers'].map((name) =>
  resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, name),
);

const openReview = (options: RenderAppOptions = {}) =>
  renderApp(paths.configureBackup('review', { vault: VAULT_ID, policy: POLICY_ID, servers: SERVERS }), options);

async function openExport({ user }: RenderedApp): Promise<HTMLElement> {
  const command = await screen.findByRole('button', { name: 'Export' });
  await vi.waitFor(() => expect(command).toBeEnabled());
  await user.click(command);
  return screen.findByRole('dialog', { name: 'Export' });
}

const codeIn = (pane: HTMLElement, fileName: string) => within(pane).getByRole('region', { name: fileName });

/** Files that the browser got to save, by name. */
function catchDownloads(): Map<string, Promise<string>> {
  const saved = new Map<string, Promise<string>>();
  let latest = Promise.resolve('');
  URL.createObjectURL = (blob: Blob) => {
    latest = readText(blob);
    return 'blob:test';
  };
  URL.revokeObjectURL = () => undefined;
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.set(this.download, latest);
  });
  return saved;
}

// jsdom's Blob has no text().
const readText = (blob: Blob): Promise<string> =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(reader.result as string);
    };
    reader.readAsText(blob);
  });

describe('Export', () => {
  it('shows the configuration in each language, to copy and to download', async () => {
    const saved = catchDownloads();
    const view = await openReview();
    const pane = await openExport(view);
    expect(within(pane).getByText(/^2 servers, 3 role assignments, 1 policy\./)).toBeVisible();
    expect(codeIn(pane, 'azuredeploy.json')).toHaveTextContent('"friendlyName": "pg-orders"');
    expect(codeIn(pane, 'azuredeploy.json')).toHaveAttribute('tabindex', '0');

    await view.user.click(within(pane).getByRole('radio', { name: 'Bicep' }));
    expect(codeIn(pane, 'main.bicep')).toHaveTextContent("name: 'pg-customers'");
    await view.user.click(within(pane).getByRole('radio', { name: 'protection.bicep' }));
    expect(codeIn(pane, 'protection.bicep')).toHaveTextContent("duration: 'P10Y'");
    await view.user.click(within(pane).getByRole('button', { name: 'Download 3 files' }));
    expect([...saved.keys()]).toEqual(['main.bicep', 'roles.bicep', 'protection.bicep']);

    await view.user.click(within(pane).getByRole('radio', { name: 'Terraform' }));
    expect(within(pane).getByText('terraform init && terraform apply')).toBeVisible();
    await view.user.click(within(pane).getByRole('button', { name: 'Copy main.tf' }));
    expect(await navigator.clipboard.readText()).toBe(codeIn(pane, 'main.tf').textContent);

    await view.user.click(within(pane).getByRole('radio', { name: 'Azure CLI' }));
    await view.user.click(within(pane).getByRole('button', { name: 'Download configure-backup.sh' }));
    expect(await saved.get('configure-backup.sh')).toBe(codeIn(pane, 'configure-backup.sh').textContent);
    await view.user.click(within(pane).getByRole('checkbox', { name: 'Line numbers' }));
    expect(codeIn(pane, 'configure-backup.sh')).toHaveTextContent('#!/usr/bin/env bash');
  });

  it('is there for a person who may not assign roles, before the servers are ready', async () => {
    const view = await openReview({ as: 'backup-admin' });
    await vi.waitFor(() => expect(screen.getByText(/^Validation failed/)).toBeVisible());
    const pane = await openExport(view);
    expect(codeIn(pane, 'azuredeploy.json')).toHaveTextContent(ROLE_IDS.longTermRetentionBackup);
  });

  it('says so when it may not be seen which roles were given before', async () => {
    const view = await openReview();
    const service = globalThis.fetch;
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      if (!new Request(input).url.includes(ROLE_ASSIGNMENT_TYPE)) return service(input, init);
      const error = { code: 'AuthorizationFailed', message: 'The client does not have authorization.' };
      return Promise.resolve(Response.json({ error }, { status: 403 }));
    });
    const pane = await openExport(view);
    expect(await within(pane).findByText(/Existing resources could not be read/)).toBeVisible();
    expect(codeIn(pane, 'azuredeploy.json')).toHaveTextContent(ROLE_IDS.longTermRetentionBackup);
  });

  it('says what must be chosen first', async () => {
    await renderApp(paths.configureBackup('review', { vault: VAULT_ID, policy: POLICY_ID }));
    expect(await screen.findByRole('button', { name: 'Export' })).toHaveAccessibleDescription(
      'Add at least one server first.',
    );
  });
});

describe('the exported ARM template', () => {
  it('protects the servers when it is deployed, and makes nothing twice', async () => {
    const view = await openReview();
    const pane = await openExport(view);
    const first = JSON.parse(codeIn(pane, 'azuredeploy.json').textContent) as ArmTemplate;
    expect((await deploy(first)).properties).toMatchObject({ provisioningState: 'Succeeded' });
    expect(await instances()).toEqual([
      ['pg-customers', 'ProtectionConfigured'],
      ['pg-orders', 'ProtectionConfigured'],
    ]);
    expect((await deploy(first)).properties).toMatchObject({ provisioningState: 'Succeeded' });
    expect(await instances()).toHaveLength(2);
  });

  it('can be deployed when roles were given before, under names of their own', async () => {
    const view = await openReview();
    const principalId = await vaultIdentity();
    const readers = { scope: resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), roleId: ROLE_IDS.reader, principalId };
    await assignRole(readers);
    const pane = await openExport(view);
    expect(await within(pane).findByText(/3 role assignments \(1 of them there already\)/)).toBeVisible();
    const template = JSON.parse(codeIn(pane, 'azuredeploy.json').textContent) as ArmTemplate;
    expect((await deploy(template)).properties).toMatchObject({ provisioningState: 'Succeeded' });
    expect(await instances()).toHaveLength(2);
  });
});

const deploy = (template: ArmTemplate): Promise<Deployment> =>
  arm.put<Deployment>(
    `${subscriptionScope(SUBSCRIPTION_ID)}/providers/${DEPLOYMENT_TYPE}/exported`,
    { location: REGION, properties: { mode: 'Incremental', template } } satisfies DeploymentInput,
    { apiVersion: API_VERSIONS.deployments },
  );

async function instances(): Promise<[string, string][]> {
  const all = await arm.readAll<BackupInstance>(`${VAULT_ID}/backupInstances`, {
    apiVersion: API_VERSIONS.dataProtection,
  });
  return all
    .map(({ properties }): [string, string] => [properties.friendlyName, properties.currentProtectionState])
    .sort();
}

async function vaultIdentity(): Promise<string> {
  const vault = await arm.read<{ identity: { principalId: string } }>(VAULT_ID, {
    apiVersion: API_VERSIONS.dataProtection,
  });
  return vault.identity.principalId;
}
