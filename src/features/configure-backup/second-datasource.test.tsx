/** A second datasource type is its description in the list: it is offered, and goes through the wizard (decision 32). */
import { screen, waitFor, within } from '@testing-library/react';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { BackupInstance } from '#protocol/data-protection.ts';
import type { DatasourceResource } from '#protocol/datasource-type.ts';
import { SAMPLE_DATASOURCE, type SampleProperties } from '#protocol/datasource-samples.ts';
import { samplePolicy } from '#protocol/policy-samples.ts';
import { idKey, resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { sealSimulated } from '#provider/memory/simulated-engine.ts';
import { servers, type ServerRecord } from '#provider/records.ts';
import { DATA_GROUP, POLICY_ID, REGION, SUBSCRIPTION_ID, VAULT_ID, VAULT_NAME } from '#provider/seed.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';
import { callService } from '#testing/service.ts';

vi.mock(import('#protocol/datasource-types.ts'), async (original) => {
  const { DATASOURCE_TYPES } = await original();
  const { SAMPLE_DATASOURCE: second } = await import('#protocol/datasource-samples.ts');
  const [first, ...more] = DATASOURCE_TYPES;
  const types: typeof DATASOURCE_TYPES = [first, ...more, second];
  return { DATASOURCE_TYPES: types };
});

const { type, words } = SAMPLE_DATASOURCE;
const group = resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP);

const sample = (name: string, properties: SampleProperties): DatasourceResource => ({
  id: resourceId(group, type, name),
  name,
  type,
  location: REGION,
  properties,
});
const RESOURCES = [
  sample('my-orders', { edition: '8.4', gigabytes: 20, isAwake: true }),
  sample('my-old', { edition: '5.7', gigabytes: 10, isAwake: false }),
];

/** The part of its own resource provider: keep the resources, and list them. */
async function haveResources({ mocks }: RenderedApp): Promise<void> {
  const sealed = sealSimulated({ host: 'my.example', version: '8', minorVersion: '4', databases: [] });
  await mocks.ports.store.transact(async (tx) => {
    for (const resource of RESOURCES) {
      await tx.put(servers, idKey(resource.id), { resource, sealed, sizeInBytes: 0 } as ServerRecord);
    }
  });
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : String(input), location.origin);
    if (!pathname.endsWith(`/providers/${type}`)) return fetch(input, init);
    return Promise.resolve(Response.json({ value: pathname.includes(SUBSCRIPTION_ID) ? RESOURCES : [] }));
  };
  onTestFinished(() => {
    globalThis.fetch = fetch;
  });
  const properties = { ...samplePolicy(['2026-02-01T02:00:00+00:00']), datasourceTypes: [type] };
  await callService(`${VAULT_ID}/backupPolicies/for-mysql`, { method: 'PUT', body: { properties } });
}

const press = async ({ user }: RenderedApp, name: string | RegExp) =>
  user.click(await screen.findByRole('button', { name }));
const pick = async ({ user }: RenderedApp, field: RegExp, option: string) => {
  await user.click(await screen.findByRole('combobox', { name: field }));
  await user.click(await screen.findByRole('option', { name: option }));
};

it('is offered by Configure protection, and protected by the wizard', async () => {
  const view = await renderApp(paths.businessContinuity());
  await haveResources(view);
  await press(view, 'Configure protection');
  await pick(view, /Datasource type/, words.services);
  await press(view, 'Continue');
  await waitFor(() => expect(view.address()).toBe(paths.configureBackup('basics', { datasource: type })));

  await press(view, 'Select vault');
  await view.user.click(await screen.findByRole('radio', { name: `Select ${VAULT_NAME}` }));
  await press(view, 'Select');
  await press(view, 'Next');
  await view.user.click(await screen.findByRole('combobox', { name: /Backup policy/ }));
  expect((await screen.findAllByRole('option')).map((option) => option.textContent)).toEqual(['for-mysql']);
  await view.user.click(screen.getByRole('option', { name: 'for-mysql' }));

  await press(view, 'Next');
  await screen.findByText('Add the MySQL flexible servers that you want to back up.');
  await view.user.click(screen.getAllByRole('button', { name: 'Add' })[0] as HTMLElement);
  expect(await screen.findByRole('row', { name: /my-orders.*8\.4.*20 GB.*Awake/ })).toBeVisible();
  expect(screen.getByRole('row', { name: /my-old.*The server is asleep\./ })).toBeVisible();
  await view.user.click(screen.getByRole('checkbox', { name: 'Select my-orders' }));
  await press(view, 'Select (1 item)');
  const row = () => screen.findByRole('row', { name: /Select my-orders( |$)/ });
  expect(await within(await row()).findByText('Role assignment not done')).toBeVisible();
  await press(view, 'Assign missing roles');
  expect(await screen.findByText('2 role assignments at 2 scopes')).toBeVisible();
  await press(view, 'Confirm');
  expect(await within(await row()).findByText('Success', {}, { timeout: 5_000 })).toBeVisible();

  await press(view, 'Next');
  expect(await screen.findByText('Validation passed')).toBeVisible();
  expect(screen.getByText(words.services)).toBeVisible();
  await press(view, 'Configure backup');
  await waitFor(() => expect(view.address()).toBe(paths.vaultInstances(VAULT_ID)), { timeout: 5_000 });
  const { value } = await callService<{ value: BackupInstance[] }>(`${VAULT_ID}/backupInstances`);
  const made = value.find(({ properties }) => properties.friendlyName === 'my-orders');
  expect(made?.name).toMatch(/^mysql-my-orders-/);
  expect(made?.properties.dataSourceInfo).toMatchObject({ datasourceType: type, resourceType: type });
}, 60_000);

it('clears what was chosen of the other type when it is chosen in the wizard', async () => {
  const choices = {
    vault: VAULT_ID,
    policy: POLICY_ID,
    servers: [resourceId(group, 'Microsoft.DBforPostgreSQL/flexibleServers', 'pg-orders')],
  };
  const view = await renderApp(paths.configureBackup('basics', choices));
  await pick(view, /Datasource type/, words.services);
  await waitFor(() =>
    expect(view.address()).toBe(paths.configureBackup('basics', { vault: VAULT_ID, datasource: type })),
  );
}, 30_000);

it('gets its policies from Create Backup Policy', async () => {
  const view = await renderApp(paths.startPolicy());
  await pick(view, /Datasource type/, words.services);
  await view.user.click(await screen.findByRole('combobox', { name: /Vault/ }));
  await view.user.click(await screen.findByRole('option', { name: new RegExp(`^${VAULT_NAME} `) }));
  await press(view, 'Continue');
  await view.user.type(await screen.findByRole('textbox', { name: /Policy name/ }), 'nightly');
  expect(screen.getByText(words.services)).toBeVisible();
  await press(view, 'Next');
  await press(view, 'Next');
  await press(view, 'Create');
  await waitFor(async () => {
    const { properties } = await callService<{ properties: { datasourceTypes: string[] } }>(
      `${VAULT_ID}/backupPolicies/nightly`,
    );
    expect(properties.datasourceTypes).toEqual([type]);
  });
}, 60_000);
