/** What a person sees and does on the Datasources tab, from missing roles to Success and everything between. */
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { arm } from '#arm/arm.ts';
import type { NodeMocksOptions } from '#mocks/node.ts';
import { world } from '#mocks/world.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import {
  ROLE_ASSIGNMENT_TYPE,
  ROLE_DEFINITION_TYPE,
  ROLE_IDS,
  type RoleAssignment,
  type RoleNeed,
} from '#protocol/authorization.ts';
import type { Vault } from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { lastName, resourceGroupScope, resourceId, subscriptionScope } from '#protocol/resource-id.ts';
import { HOUR_MS } from '#protocol/time-units.ts';
import { paths } from '#paths';
import { DATA_GROUP, POLICY_ID, SUBSCRIPTION_ID, VAULT_ID, type World } from '#provider/seed.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';

const server = (name: string, group = DATA_GROUP) =>
  resourceId(resourceGroupScope(SUBSCRIPTION_ID, group), SERVER_TYPE, name);
const open = (as: string, servers: string[], world: Partial<NodeMocksOptions> = {}) =>
  renderApp(paths.configureBackup('datasources', { vault: VAULT_ID, policy: POLICY_ID, servers }), { as, ...world });
const rowOf = (name: string) => screen.findByRole('row', { name: new RegExp(`Select ${name}( |$)`) });
const inRow = async (name: string, text: string | RegExp) =>
  within(await rowOf(name)).findByText(text, {}, { timeout: 8_000 });
const press = async ({ user }: RenderedApp, name: string | RegExp) =>
  user.click(await screen.findByRole('button', { name }));
const grantPane = () => screen.findByRole('dialog', { name: 'Grant missing permissions' });

/** Where the vault has its roles, by the end of the scope. */
async function scopesGranted(): Promise<string[]> {
  const { identity } = await arm.read<Vault>(VAULT_ID, { apiVersion: API_VERSIONS.dataProtection });
  const path = `${subscriptionScope(SUBSCRIPTION_ID)}/providers/${ROLE_ASSIGNMENT_TYPE}`;
  const found = await arm.readAll<RoleAssignment>(path, {
    apiVersion: API_VERSIONS.authorization,
    query: { $filter: `principalId eq '${identity?.principalId ?? ''}'` },
  });
  return found.map(({ properties }) => lastName(properties.scope)).sort();
}

/** The operator may do everything in the vault, and assign roles in the servers' resource group, but no higher. */
const ownerOfTheDataGroupOnly: World = {
  ...world,
  people: world.people.map((person, at) =>
    at === 0
      ? {
          ...person,
          roles: [
            { roleId: ROLE_IDS.contributor, scope: subscriptionScope(SUBSCRIPTION_ID) },
            { roleId: ROLE_IDS.owner, scope: resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP) },
          ],
        }
      : person,
  ),
};

/** Actions of another person at the same time. */
async function assignAs(token: string, needs: readonly RoleNeed[]) {
  const { identity } = await arm.read<Vault>(VAULT_ID, { apiVersion: API_VERSIONS.dataProtection });
  for (const { roleId, scope } of needs) {
    const assignment = `${scope}/providers/${ROLE_ASSIGNMENT_TYPE}/${crypto.randomUUID()}`;
    const reply = await fetch(`${location.origin}${assignment}?api-version=${API_VERSIONS.authorization}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        properties: {
          roleDefinitionId: `/subscriptions/${SUBSCRIPTION_ID}/providers/${ROLE_DEFINITION_TYPE}/${roleId}`,
          principalId: identity?.principalId,
          principalType: 'ServicePrincipal',
        },
      }),
    });
    expect(reply.status).toBe(201);
  }
}

/** Refuses role assignments at scopes that end so, as a condition on the person's own role would. */
function refuseAssignmentsAt(end: string) {
  const state = { isRefusing: true };
  const realFetch = fetch;
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const request = new Request(input, init);
    const isRefused = request.method === 'PUT' && request.url.includes(`${end}/providers/${ROLE_ASSIGNMENT_TYPE}`);
    if (!isRefused || !state.isRefusing) return realFetch(request);
    const error = { code: 'AuthorizationFailed', message: 'A condition on your role does not allow this.' };
    return Promise.resolve(Response.json({ error }, { status: 403, headers: { 'x-ms-request-id': 'request-7' } }));
  });
  return state;
}

describe('assigning missing roles', () => {
  it.each([
    ['Resource', '3 role assignments at 3 scopes', ['pg-customers', 'pg-orders', 'rg-data']],
    ['Resource group', '2 role assignments at 1 scope', ['rg-data', 'rg-data']],
    ['Subscription', '2 role assignments at 1 scope', [SUBSCRIPTION_ID, SUBSCRIPTION_ID]],
  ])('at the scope %s shows the plan first, and makes exactly that', async (scope, plan, scopes) => {
    const view = await open('operator', [server('pg-orders'), server('pg-customers')]);
    await inRow('pg-orders', 'Role assignment not done');
    await inRow('pg-customers', 'Role assignment not done');
    await press(view, 'Fix all (2)');
    const pane = await grantPane();
    await view.user.click(within(pane).getByRole('radio', { name: scope }));
    expect(await within(pane).findByText(plan)).toBeVisible();
    expect(await scopesGranted()).toEqual([]);
    await press(view, 'Confirm');
    await inRow('pg-orders', 'Success');
    await inRow('pg-customers', 'Success');
    expect(await scopesGranted()).toEqual(scopes);
    expect(screen.getByText('2 servers selected, 2 ready, 0 need attention')).toBeVisible();
  });

  it('makes a row ready that was not ticked, when a wider scope covers it', async () => {
    const view = await open('operator', [server('pg-orders'), server('pg-customers')]);
    await inRow('pg-orders', 'Role assignment not done');
    await inRow('pg-customers', 'Role assignment not done');
    await view.user.click(screen.getByRole('checkbox', { name: 'Select pg-orders' }));
    await press(view, 'Assign missing roles');
    await view.user.click(within(await grantPane()).getByRole('radio', { name: 'Resource group' }));
    await press(view, 'Confirm');
    await inRow('pg-orders', 'Success');
    await inRow('pg-customers', 'Success');
  });

  it('says before anything is sent that the person may not assign at the scope chosen', async () => {
    const view = await open('operator', [server('pg-orders')], { world: ownerOfTheDataGroupOnly });
    await inRow('pg-orders', 'Role assignment not done');
    await press(view, 'Assign missing roles');
    const pane = await grantPane();
    await view.user.click(within(pane).getByRole('radio', { name: 'Subscription' }));
    expect(
      await within(pane).findByText(/You don't have permission to assign roles on: Subscription Contoso\. 1 server/),
    ).toBeVisible();
    expect(within(pane).getByText(/access to every PostgreSQL flexible server in the subscription/)).toBeVisible();
    expect(within(pane).getByText('0 role assignments at 0 scopes')).toBeVisible();
    expect(within(pane).getByRole('button', { name: 'Confirm' })).toHaveAttribute('aria-disabled', 'true');
    await view.user.click(within(pane).getByRole('radio', { name: 'Resource group' }));
    await waitFor(() =>
      expect(within(pane).getByRole('button', { name: 'Confirm' })).not.toHaveAttribute('aria-disabled', 'true'),
    );
  });

  it('says which assignment failed and why, keeps the others, and retries only that one', async () => {
    const view = await open('operator', [server('pg-orders'), server('pg-customers')]);
    await inRow('pg-orders', 'Role assignment not done');
    await inRow('pg-customers', 'Role assignment not done');
    const refusal = refuseAssignmentsAt('/pg-customers');
    await press(view, 'Assign missing roles');
    await press(view, 'Confirm');
    const pane = await grantPane();
    expect(await within(pane).findByText('2 of 3 role assignments done, 1 failed.')).toBeVisible();
    expect(within(pane).getByText(/A condition on your role does not allow this/)).toBeVisible();
    expect(within(pane).getByText('Code: AuthorizationFailed')).toBeVisible();
    expect(within(pane).getByText(/Request ID: request-7/)).toBeVisible();
    expect(within(pane).getByRole('row', { name: /Server pg-customers pg-customers Failed/ })).toBeVisible();

    await view.user.click(within(pane).getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
    await inRow('pg-orders', 'Success');
    await inRow('pg-customers', 'Role assignment not done');
    expect(await screen.findByText('1 of 3 role assignments failed.')).toBeVisible();
    await press(view, 'View role assignments');
    refusal.isRefusing = false;
    await press(view, 'Retry failed (1)');
    await inRow('pg-customers', 'Success');
    expect(await scopesGranted()).toEqual(['pg-customers', 'pg-orders', 'rg-data']);
  });

  it('can be begun from the details of a server, and gives the focus back there', async () => {
    const view = await open('operator', [server('pg-orders')]);
    await inRow('pg-orders', 'Role assignment not done');
    await press(view, 'View details of pg-orders');
    const details = await screen.findByRole('dialog', { name: 'View details' });
    await view.user.click(within(details).getByRole('button', { name: 'Assign missing roles' }));
    await press(view, 'Confirm');
    expect(await within(details).findByText('The server is ready for backup.')).toBeVisible();
    expect(within(details).queryByText('Missing')).toBeNull();
  });
});

describe('roles that take time', () => {
  async function grantAndWait(view: RenderedApp) {
    await inRow('pg-orders', 'Role assignment not done');
    await press(view, 'Assign missing roles');
    await press(view, 'Confirm');
    await inRow('pg-orders', 'Waiting for role propagation…');
  }

  it('count by themselves as soon as they have taken effect', async () => {
    const view = await open('operator', [server('pg-orders')], { rolePropagationMs: 1_500 });
    await grantAndWait(view);
    expect(within(await rowOf('pg-orders')).getByRole('timer')).toHaveTextContent(/^\d s$/);
    await inRow('pg-orders', 'Success');
  });

  it('are still waited for when one comes back from another tab', async () => {
    const view = await open('operator', [server('pg-orders')], { rolePropagationMs: 24 * HOUR_MS });
    await grantAndWait(view);
    await view.user.click(screen.getByRole('tab', { name: /Backup policy/ }));
    await screen.findByRole('combobox', { name: /Backup policy/ });
    await view.user.click(screen.getByRole('tab', { name: /Datasources/ }));
    const row = await rowOf('pg-orders');
    expect(within(row).getByText('Waiting for role propagation…')).toBeVisible();
  });

  it('take longer than expected after ten minutes, also when the page was reloaded', async () => {
    let view = await open('operator', [server('pg-orders')], { rolePropagationMs: 24 * HOUR_MS });
    await grantAndWait(view);
    const address = view.address();
    view.unmount();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11 * 60_000 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    view = await renderApp(address, { as: 'operator', mocks: view.mocks });
    await inRow('pg-orders', 'Taking longer than expected');
    expect(within(await rowOf('pg-orders')).getByRole('timer')).toHaveTextContent(/^1[01] min \d+ s$/);
    await press(view, 'View details of pg-orders');
    const pane = await screen.findByRole('dialog', { name: 'View details' });
    expect(
      within(pane).getByText(/Still waiting for the role assignments\. This can take up to 30 minutes/),
    ).toBeVisible();
    expect(within(pane).getByText(/usually under 2 minutes, can take up to 30/)).toBeVisible();
    expect(within(pane).getAllByText('Waiting')).toHaveLength(2);
    await view.user.click(within(pane).getByRole('button', { name: 'Revalidate' }));
    expect(await within(pane).findByText('Taking longer than expected')).toBeVisible();
  });
});

describe('a person who may not assign roles', () => {
  /** The file that the browser got to save. */
  function catchDownload() {
    const files: { name: string; blob: Blob }[] = [];
    let latest = new Blob();
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => ((latest = blob), 'blob:test'),
      revokeObjectURL: () => undefined,
    });
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      files.push({ name: this.download, blob: latest });
    });
    return files;
  }

  it('downloads a template for the ticked rows, and reads how to deploy it', async () => {
    const files = catchDownload();
    const view = await open('backup-admin', [server('pg-orders'), server('pg-shop-web', 'rg-shop')]);
    await inRow('pg-orders', 'User cannot assign roles');
    await inRow('pg-shop-web', 'User cannot assign roles');
    const assign = screen.getByRole('button', { name: 'Assign missing roles' });
    expect(assign).toHaveAttribute('aria-disabled', 'true');
    expect(assign).toHaveAccessibleDescription(/don't have permission to assign roles on these servers/);
    const download = screen.getByRole('button', { name: 'Download role assignment template' });
    expect(download).toHaveAccessibleDescription(/For all servers shown that miss roles \(2\)/);

    await view.user.click(screen.getByRole('checkbox', { name: 'Select pg-shop-web' }));
    await view.user.click(download);
    expect(files.map(({ name }) => name)).toEqual(['bv-contoso-weu-role-assignments.json']);
    const text = (await files[0]?.blob.text()) ?? '';
    expect(text).toContain('pg-shop-web');
    expect(text).not.toContain('pg-orders');
    expect(await screen.findByText('bv-contoso-weu-role-assignments.json was downloaded')).toBeVisible();
    expect(screen.getByText(/az deployment group create/)).toBeVisible();
  });

  it('finds the row ready with Revalidate, after someone else assigned the roles', async () => {
    const view = await open('backup-admin', [server('pg-orders')]);
    await inRow('pg-orders', 'User cannot assign roles');
    await assignAs('database-owner', backupRoleNeeds(server('pg-orders')));
    await press(view, 'Revalidate');
    await inRow('pg-orders', 'Success');
  });
});

describe('many states at once', () => {
  it('each row has its own, the list narrows to one of them, and comes back as it was', async () => {
    const view = await open('operator', [
      server('pg-orders'),
      server('pg-shop-north', 'rg-shop'),
      server('pg-gone'),
      server('pg-customers'),
    ]);
    await inRow('pg-orders', 'Role assignment not done');
    await inRow('pg-customers', 'Role assignment not done');
    await inRow('pg-gone', "Validation failed: The server doesn't exist, or you can't see it.");
    await inRow('pg-shop-north', /in northeurope, the vault is in westeurope/);
    expect(screen.getByText('4 servers selected, 0 ready, 4 need attention')).toBeVisible();

    await press(view, 'Validation failed (2)');
    expect(screen.getAllByRole('row')).toHaveLength(3);
    await press(view, 'View details of pg-gone');
    const pane = await screen.findByRole('dialog', { name: 'View details' });
    expect(within(pane).getByText('Remove it from the list.')).toBeVisible();
    expect(within(pane).queryByRole('button', { name: 'Assign missing roles' })).toBeNull();
    await view.user.click(within(pane).getAllByRole('button', { name: 'Close' })[0] as HTMLElement);

    await view.user.click(screen.getByRole('checkbox', { name: 'Select pg-gone' }));
    await view.user.click(screen.getByRole('tab', { name: /Backup policy/ }));
    await screen.findByRole('combobox', { name: /Backup policy/ });
    await view.user.click(screen.getByRole('tab', { name: /Datasources/ }));
    expect(await screen.findByRole('button', { name: 'Validation failed (2)' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    expect(screen.getByRole('checkbox', { name: 'Select pg-gone' })).toBeChecked();
    // No request was sent: no row is being checked.
    expect(screen.queryByText(/alidating…/)).toBeNull();

    await press(view, 'Remove');
    await press(view, 'Validation failed (1)');
    expect(screen.getByText('3 servers selected, 0 ready, 3 need attention')).toBeVisible();
    expect(screen.getAllByRole('row')).toHaveLength(4);
  });

  it('says what is wrong with a name as it is typed', async () => {
    const view = await open('operator', [server('pg-orders'), server('pg-customers')]);
    const name = await screen.findByRole('textbox', { name: 'Backup instance name of pg-customers' });
    await view.user.clear(name);
    expect(await screen.findByText('Enter a name for the backup instance.')).toBeVisible();
    await view.user.type(name, 'PG-orders');
    expect(await screen.findAllByText('Another server in this list has the same name.')).toHaveLength(2);
    await view.user.type(name, ' 2');
    expect(await screen.findByText(/can be at most 128 characters/)).toBeVisible();
    expect(name).toHaveValue('PG-orders 2');
  });
});
