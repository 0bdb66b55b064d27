import { screen, waitFor, within } from '@testing-library/react';
import { expect, it, onTestFinished } from 'vitest';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { ROLE_ASSIGNMENT_TYPE, ROLE_DEFINITION_TYPE, ROLE_IDS } from '#protocol/authorization.ts';
import { startNodeMocks } from '#mocks/node.ts';
import { people } from '#mocks/world.ts';
import { paths } from '#paths';
import { renderApp } from '#testing/renderApp.tsx';
import { backUp, callService, withdrawRolesOf } from '#testing/service.ts';

const CONTOSO = '11111111-1111-4111-8111-111111111111';
const FABRIKAM = '55555555-5555-4555-8555-555555555555';
const ERP = `/subscriptions/${FABRIKAM}/resourceGroups/rg-erp/providers`;
const VAULT = `${ERP}/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu`;
const SERVER = `${ERP}/Microsoft.DBforPostgreSQL/flexibleServers/pg-erp-hr`;

const tag = (body: unknown = { tags: { team: 'erp' } }) => callService(VAULT, { method: 'PATCH', body });
const lock = (scope: string) =>
  callService(`${scope}/providers/Microsoft.Authorization/locks/keep`, {
    method: 'PUT',
    apiVersion: API_VERSIONS.authorization,
    body: { properties: { level: 'CanNotDelete' } },
  });
/** A write, and one that is refused. */
async function writeAndBeRefused() {
  await tag();
  await tag({ tags: 'none' }).catch(() => undefined);
}

const rows = () =>
  within(screen.getByRole('table', { name: 'Events' }))
    .getAllByRole('row')
    .slice(1);

it('shows what was written, by whom, and keeps its filters in the address', async () => {
  const { user, address } = await renderApp(paths.vault(VAULT));
  await writeAndBeRefused();
  await user.click(screen.getByRole('link', { name: 'Activity log' }));
  await screen.findByRole('heading', { level: 1, name: 'bv-fabrikam-weu | Activity log' });
  expect(await screen.findByText('Failed')).toBeInTheDocument();
  const all = rows().length;
  expect(rows().at(-1)).toHaveTextContent(
    /^Create or update Backup vault(Succeeded|Accepted)just now.*operator@contoso\.exampleFabrikam$/,
  );

  await user.click(screen.getByRole('button', { name: /^Status.*All/ }));
  await user.click(await screen.findByRole('menuitemradio', { name: 'Failed' }));
  await waitFor(() => expect(address()).toBe(`${paths.vaultLog(VAULT)}?status=Failed`));
  await waitFor(() => expect(rows()).toHaveLength(1));
  expect(rows()[0]).toHaveTextContent(/Failed/);

  await user.type(screen.getByPlaceholderText('Search events'), 'policy');
  expect(await screen.findByText('No events match the filters')).toBeInTheDocument();
  await user.click(screen.getByRole('button', { name: 'Clear filters' }));
  await waitFor(() => expect(rows()).toHaveLength(all));
  expect(address()).toBe(paths.vaultLog(VAULT));
});

it('shows one event in a pane: its result, the reason, and all of it as JSON', async () => {
  const { user, address } = await renderApp(paths.vaultLog(VAULT));
  await screen.findByText('No events');
  await writeAndBeRefused();
  await user.click(screen.getByRole('button', { name: 'Refresh' }));
  await user.click(within(await screen.findByRole('row', { name: /Failed/ })).getByRole('link'));
  const pane = within(await screen.findByRole('dialog', { name: 'Create or update Backup vault' }));
  expect(pane.getByText('The operation failed')).toBeInTheDocument();
  expect(pane.getByText(/^Code: /)).toBeInTheDocument();
  expect(pane.getByText('BadRequest (HTTP Status Code: 400)')).toBeInTheDocument();
  expect(pane.getByText('Microsoft.DataProtection/backupVaults/write')).toBeInTheDocument();
  expect(pane.getByRole('link', { name: VAULT })).toHaveAttribute('href', paths.vault(VAULT));
  expect(pane.getByRole('button', { name: 'Copy correlation ID' })).toBeInTheDocument();

  await user.click(pane.getByRole('tab', { name: 'JSON' }));
  const json = JSON.parse((await pane.findByRole('region', { name: 'event.json' })).textContent) as unknown;
  expect(json).toMatchObject({ resourceId: VAULT, status: { value: 'Failed' } });
  await user.click(within(screen.getByRole('dialog')).getByText('Close'));
  await waitFor(() => expect(address()).toBe(paths.vaultLog(VAULT)));
});

it('saves what the filters leave as a file', async () => {
  const saved: Blob[] = [];
  URL.createObjectURL = (blob: Blob) => {
    saved.push(blob);
    return 'blob:events';
  };
  URL.revokeObjectURL = () => undefined;
  const { user } = await renderApp(`${paths.vaultLog(VAULT)}?status=Failed`);
  await screen.findByText('No events');
  expect(screen.getByRole('button', { name: 'Download as CSV' })).toHaveAccessibleDescription(
    'There are no events to download.',
  );
  await writeAndBeRefused();
  await user.click(screen.getByRole('button', { name: 'Refresh' }));
  await screen.findByText('1 event');
  await user.click(screen.getByRole('button', { name: 'Download as CSV' }));
  await waitFor(() => expect(saved).toHaveLength(1));
  const lines = (await saved[0]?.text())?.split('\r\n');
  expect(lines?.[0]).toMatch(/^\uFEFF?Operation name,Action,Status,Sub status,/);
  expect(lines?.[1]).toMatch(
    /^Create or update Backup vault,Microsoft\.DataProtection\/backupVaults\/write,Failed,BadRequest,Error,\d{4}-/,
  );
  expect(lines).toHaveLength(3);
});

it('reaches as far back as its timespan, and has of a server what was done to it', async () => {
  const { user, address, mocks, client } = await renderApp(paths.serverLog(SERVER));
  await screen.findByText('No events');
  await Promise.all([tag(), lock(SERVER)]);
  await mocks.laboratory.moveAhead(3);
  // The first response shows the page the service's time.
  await client.invalidateQueries();
  await client.invalidateQueries();
  await user.click(await screen.findByRole('button', { name: 'Show the last 2 weeks' }));
  expect(await screen.findByText('Create or update resource lock')).toBeInTheDocument();
  expect(rows()).toHaveLength(1);
  expect(rows()[0]).toHaveTextContent(/[23] days ago/);
  expect(address()).toBe(`${paths.serverLog(SERVER)}?timespan=14d`);
});

it('names the missing permission to a person who may not read it, and shows no empty log', async () => {
  const mocks = await startNodeMocks({ origin: location.origin });
  onTestFinished(() => mocks.close());
  const reader = people.find(({ token }) => token === 'reader')?.principal.objectId ?? '';
  await withdrawRolesOf(reader, [CONTOSO, FABRIKAM]);
  // So that they may read the subscription's log, which then leaves out everything of the vault.
  const roleDefinitionId = `/subscriptions/${FABRIKAM}/providers/${ROLE_DEFINITION_TYPE}/${ROLE_IDS.reader}`;
  await callService(`${SERVER}/providers/${ROLE_ASSIGNMENT_TYPE}/${crypto.randomUUID()}`, {
    method: 'PUT',
    apiVersion: API_VERSIONS.authorization,
    body: { properties: { roleDefinitionId, principalId: reader, principalType: 'User' } },
  });
  await tag();
  await renderApp(paths.vaultLog(VAULT), { mocks, as: 'reader' });
  expect(await screen.findByText('You may not read this activity log')).toBeInTheDocument();
  expect(screen.getByText(/Microsoft\.Insights\/eventtypes\/values\/read/)).toBeInTheDocument();
});

it('of a backup instance has what was done to it, and nothing of the rest of its vault', async () => {
  const mocks = await startNodeMocks({ origin: location.origin });
  onTestFinished(() => mocks.close());
  const instanceId = await backUp(VAULT);
  await tag();
  const { user } = await renderApp(paths.instance(instanceId), { mocks });
  await user.click(screen.getByRole('link', { name: 'Activity log' }));
  await screen.findByRole('heading', { level: 1, name: 'pg-erp-hr | Activity log' });
  expect((await screen.findAllByText('Back up backup instance')).length).toBeGreaterThan(0);
  expect(screen.queryByText('Create or update Backup vault')).not.toBeInTheDocument();
  expect(screen.getByRole('link', { name: 'bv-fabrikam-weu | Backup instances' })).toBeInTheDocument();
});
