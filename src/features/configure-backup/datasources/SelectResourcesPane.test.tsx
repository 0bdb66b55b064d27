import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { NodeMocksOptions } from '#mocks/node.ts';
import { world } from '#mocks/world.ts';
import { paths } from '#paths';
import { ROLE_IDS } from '#protocol/authorization.ts';
import { subscriptionScope } from '#protocol/resource-id.ts';
import { POLICY_ID, SUBSCRIPTION_ID, VAULT_ID, type SeedServer } from '#provider/seed.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';

const FABRIKAM = world.subscriptions?.[0]?.subscriptionId ?? '';

async function openPane(mocks: Partial<NodeMocksOptions> = {}): Promise<RenderedApp> {
  const view = await renderApp(paths.configureBackup('datasources', { vault: VAULT_ID, policy: POLICY_ID }), mocks);
  await screen.findByText('Add the PostgreSQL flexible servers that you want to back up.');
  const [add] = screen.getAllByRole('button', { name: 'Add' });
  await view.user.click(add as HTMLElement);
  await screen.findByRole('dialog', { name: 'Select resources to backup' });
  await screen.findByText(/ shown$/);
  return view;
}

const pane = () => within(screen.getByRole('dialog'));
const box = (name: string) => pane().getByRole('checkbox', { name: `Select ${name}` });

it('says why a server cannot be taken, in its row and at its box', async () => {
  const { user } = await openPane();
  await waitFor(() => expect(box('pg-erp-hr')).toBeDisabled());
  expect(box('pg-erp-hr')).toHaveAccessibleDescription('Already protected in bv-fabrikam-weu');
  expect(box('pg-telemetry')).toHaveAccessibleDescription('Server storage is larger than 1 TB.');
  expect(box('pg-reports')).toHaveAccessibleDescription('Server state is Stopped; it must be Ready.');
  expect(pane().queryByText('pg-shop-north')).not.toBeInTheDocument();

  await user.click(pane().getByRole('button', { name: /^Show :/ }));
  await user.click(await screen.findByRole('menuitemradio', { name: 'All regions' }));
  expect(await pane().findByRole('checkbox', { name: 'Select pg-shop-north' })).toHaveAccessibleDescription(
    /The server is in northeurope/,
  );

  await user.click(pane().getByRole('button', { name: /^Show :/ }));
  await user.click(await screen.findByRole('menuitemradio', { name: 'Only selectable' }));
  await waitFor(() => expect(pane().queryByText('pg-erp-hr')).not.toBeInTheDocument());
});

it('keeps what is ticked while the filter shows something else', async () => {
  const { user } = await openPane();
  await user.click(box('pg-orders'));
  await user.type(pane().getByRole('searchbox', { name: 'Filter by name' }), 'erp');
  await waitFor(() => expect(pane().queryByText('pg-orders')).not.toBeInTheDocument());
  await waitFor(() => expect(pane().getByRole('checkbox', { name: 'Select all 3 servers' })).toBeVisible());
  await user.click(pane().getByRole('checkbox', { name: 'Select all 3 servers' }));
  expect(pane().getByText(/^4 selected of/)).toBeVisible();
  await user.click(pane().getByRole('button', { name: 'Select (4 items)' }));
  expect(await screen.findByRole('textbox', { name: 'Backup instance name of pg-orders' })).toBeVisible();
  expect(screen.getByRole('textbox', { name: 'Backup instance name of pg-erp-core' })).toBeVisible();
});

it('shows the servers that it may read, and names the subscription whose servers it may not', async () => {
  await openPane({
    world: {
      ...world,
      people: world.people.map((person, at) => ({
        ...person,
        roles:
          at > 0
            ? person.roles
            : [
                { roleId: ROLE_IDS.owner, scope: subscriptionScope(SUBSCRIPTION_ID) },
                // The reader may see the subscription, and no server in it.
                { roleId: ROLE_IDS.longTermRetentionBackup, scope: subscriptionScope(FABRIKAM) },
              ],
      })),
    },
  });
  expect(pane().getByText('The servers of Fabrikam could not be loaded')).toBeVisible();
  expect(pane().getByText('Code: AuthorizationFailed')).toBeVisible();
  expect(pane().getByRole('button', { name: 'Retry' })).toBeEnabled();
  expect(box('pg-orders')).toBeEnabled();
  expect(pane().queryByText('pg-erp-core')).not.toBeInTheDocument();
});

it('finds a resource group among many by typing', async () => {
  const [pattern] = world.servers;
  const groups = Array.from({ length: 30 }, (_, at) => `rg-team-${at}`);
  const servers = groups.map((resourceGroup, at): SeedServer => ({
    ...(pattern as SeedServer),
    resourceGroup,
    name: `pg-team-${at}`,
  }));
  const { user } = await openPane({
    world: {
      ...world,
      groups: [...(world.groups ?? []), ...groups.map((name) => ({ name, location: 'westeurope' }))],
      servers: [...world.servers, ...servers],
    },
  });
  const pill = pane().getByRole('button', { name: /^Resource group :\s*All$/ });
  await user.click(pill);
  const search = await screen.findByRole('combobox', { name: 'Search resource group' });
  expect(search).toHaveFocus();
  await user.type(search, 'team-2{ArrowDown}');
  expect(screen.getByRole('option', { name: 'rg-team-2' })).toBeVisible();
  await user.keyboard('{Enter}');
  expect(await pane().findByRole('button', { name: /^Resource group :\s*rg-team-20$/ })).toHaveFocus();
  await waitFor(() => expect(pane().getByText('1 of 52 shown')).toBeVisible());
});
