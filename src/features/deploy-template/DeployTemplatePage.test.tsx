import { fireEvent, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { type RoleAssignment } from '#protocol/authorization.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { GROUP_TEMPLATE_SCHEMA } from '#protocol/deployments.ts';
import { SERVER_TYPE } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { roleTemplateText } from '#protocol/role-template.ts';
import { DATA_GROUP, REGION, SUBSCRIPTION_ID, VAULT_NAME } from '#provider/seed.ts';
import { identities, roleAssignments, word } from '#provider/records.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';

const PRINCIPAL = '33333333-3333-4333-8333-333333333333';
const SERVER = resourceId(resourceGroupScope(SUBSCRIPTION_ID, DATA_GROUP), SERVER_TYPE, 'pg-orders');
const template = roleTemplateText({
  needs: backupRoleNeeds(SERVER),
  principalId: PRINCIPAL,
  vaultName: VAULT_NAME,
  location: REGION,
});

const button = (name: string) => screen.findByRole('button', { name });
const tab = (name: RegExp) => screen.findByRole('tab', { name });

/** A principal that has no roles yet. */
async function opened(as: string): Promise<RenderedApp> {
  const view = await renderApp('/deploy', { as });
  await view.mocks.ports.store.transact((tx) =>
    tx.put(identities, PRINCIPAL, { objectId: PRINCIPAL, vaultId: '', displayName: 'bv-fresh' }),
  );
  return view;
}

const rolesGiven = async ({ mocks }: RenderedApp): Promise<RoleAssignment[]> =>
  (await mocks.ports.store.transact((tx) => tx.list(roleAssignments, { with: [word.ofPrincipal(PRINCIPAL)] }))).map(
    ({ value }) => value,
  );

async function loadAndPlace({ user }: RenderedApp, text = template) {
  await user.upload(
    await screen.findByLabelText('Template file'),
    new File([text], 'roles.json', { type: 'application/json' }),
  );
  await screen.findByText(/for a resource group/);
  await user.click(await button('Next'));
  await user.click(await screen.findByRole('combobox', { name: /Subscription/ }));
  await user.click(await screen.findByRole('option', { name: 'Contoso' }));
  await user.click(await screen.findByRole('combobox', { name: /Resource group/ }));
  await user.click(await screen.findByRole('option', { name: DATA_GROUP }));
}

it('gives the roles of a template that someone downloaded, and shows the result of each', async () => {
  const view = await opened('database-owner');
  await loadAndPlace(view);
  expect(await screen.findByRole('textbox', { name: /principalId/ })).toHaveValue(PRINCIPAL);
  await view.user.click(await button('Next'));
  await screen.findByText(/Validation passed. 2 resources will be created or updated/);
  expect(await rolesGiven(view)).toEqual([]);

  await view.user.click(await button('Create'));
  await screen.findByText('Your deployment is complete');
  expect(await rolesGiven(view)).toHaveLength(2);
  const table = await screen.findByRole('table', { name: 'Resources' });
  expect(await within(table).findAllByText('Succeeded')).toHaveLength(2);
});

it('says before anything is made that this person may not assign roles', async () => {
  const view = await opened('backup-admin');
  await loadAndPlace(view);
  await view.user.click(await button('Next'));
  await screen.findByText('The template cannot be deployed');
  expect(screen.getAllByText(/roleAssignments\/write.*AuthorizationFailed/)).toHaveLength(2);
});

it('shows which resource failed, and why', async () => {
  const view = await opened('operator');
  await loadAndPlace(view, template.replace(PRINCIPAL, '99999999-9999-4999-8999-999999999999'));
  await view.user.click(await button('Next'));
  await screen.findByText(/Validation passed/);
  await view.user.click(await button('Create'));
  await screen.findByText('The deployment failed');
  const table = await screen.findByRole('table', { name: 'Resources' });
  expect(await within(table).findAllByText(/does not exist in the directory.*\(PrincipalNotFound\)/)).toHaveLength(2);
  await view.user.click(await button('Redeploy'));
  expect(await button('Create')).toBeInTheDocument();
});

it('says where a template is wrong', async () => {
  const view = await opened('operator');
  const wrong = {
    $schema: GROUP_TEMPLATE_SCHEMA,
    contentVersion: '1.0.0.0',
    resources: [],
    outputs: { a: { type: 'string', value: '[nope()]' } },
  };
  await loadAndPlace(view, JSON.stringify(wrong));
  await view.user.click(await button('Next'));
  await screen.findByText(/'outputs\.a\.value': The function 'nope' is not known/);
});

it('takes one to what is missing', async () => {
  const { user } = await opened('operator');
  await user.click(await button('Next'));
  const box = screen.getByRole('textbox', { name: 'Template' });
  expect(box).toHaveFocus();
  expect(screen.getByText('Paste a template, or load a file.')).toBeInTheDocument();
  fireEvent.change(box, { target: { value: template } });
  await user.click(await button('Next'));
  await user.click(await button('Next'));
  expect(await screen.findByText('Select a subscription.')).toBeInTheDocument();
  expect(await tab(/Basics.*needs attention/)).toBeInTheDocument();
  expect(screen.getByText('2 problems to fix before you can continue.')).toBeInTheDocument();
});
