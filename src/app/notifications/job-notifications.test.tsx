import { focusManager } from '@tanstack/react-query';
import { act, screen, waitFor, within } from '@testing-library/react';
import { expect, it, onTestFinished } from 'vitest';
import { paths } from '#paths';
import { systemClock } from '#provider/memory/clock.ts';
import { createSimulatedEngine } from '#provider/memory/simulated-engine.ts';
import { EngineFault } from '#provider/ports.ts';
import { startNodeMocks, type NodeMocks } from '#mocks/node.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';

const VAULT =
  '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-erp/providers/Microsoft.DataProtection/backupVaults/bv-fabrikam-weu';

/** A world in which a backup ends when the test says so. */
async function slowWorld(fault?: EngineFault): Promise<{ mocks: NodeMocks; letItEnd: () => void }> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const engine = createSimulatedEngine({ clock: systemClock, speed: () => 1_000_000, faultOf: () => fault });
  const mocks = await startNodeMocks({
    origin: location.origin,
    engine: {
      ...engine,
      async backUp(...given) {
        await promise;
        return engine.backUp(...given);
      },
    },
  });
  onTestFinished(async () => {
    resolve(undefined);
    await mocks.close();
  });
  return {
    mocks,
    letItEnd: () => {
      resolve(undefined);
    },
  };
}

/** Starts a backup on the page of the instance, and opens another page when it has begun. */
async function backUpAndLeave(mocks: NodeMocks): Promise<RenderedApp> {
  const view = await renderApp(paths.vaultInstances(VAULT), { mocks });
  const { user, router } = view;
  await user.click(await screen.findByText('pg-erp-hr'));
  await user.click(await screen.findByRole('button', { name: 'Backup Now' }));
  const pane = within(await screen.findByRole('dialog', { name: 'Backup Now' }));
  await pane.findByRole('radio', { name: /^Default/ });
  await user.click(pane.getByRole('button', { name: 'Backup now' }));
  expect(await screen.findByText('Backup triggered')).toBeInTheDocument();
  await act(() => router.navigate(paths.servers()));
  return view;
}

it('reports on every page that a job has ended, with a link to it', async () => {
  const { mocks, letItEnd } = await slowWorld();
  const { user, address } = await backUpAndLeave(mocks);
  await user.click(screen.getByRole('button', { name: /^Notifications/ }));
  const pane = within(await screen.findByRole('dialog', { name: 'Notifications' }));
  expect(pane.getByLabelText('Backup triggered')).toHaveRole('progressbar');
  expect(pane.queryByText('Dismiss all')).not.toBeInTheDocument();
  letItEnd();
  expect(await pane.findByText('Backup completed')).toBeInTheDocument();
  expect(pane.getByText(/^'pg-erp-hr' in /)).toBeInTheDocument();
  // One action, one entry.
  expect(pane.getAllByRole('listitem')).toHaveLength(1);
  expect(screen.queryByText('Backup triggered')).not.toBeInTheDocument();

  // Behind the pane, which is modal.
  const toast = within(screen.getByRole('region', { name: 'New notifications', hidden: true }));
  expect(toast.getByText('Backup completed')).toBeInTheDocument();
  await user.click(pane.getByText('View job'));
  expect(await screen.findByRole('heading', { level: 1, name: 'Backup of pg-erp-hr' })).toBeInTheDocument();
  expect(address()).toMatch(/backupJobs/);
});

it('reports why a job failed, with its code', async () => {
  const fault = new EngineFault('PostgreSQLFlexOperationFailedUserError', 'The server refused the connection.', []);
  const { mocks, letItEnd } = await slowWorld(fault);
  await backUpAndLeave(mocks);
  letItEnd();
  expect(await screen.findByText('Backup failed')).toBeInTheDocument();
  expect(
    screen.getByText("'pg-erp-hr': The server refused the connection. (PostgreSQLFlexOperationFailedUserError)"),
  ).toBeInTheDocument();
});

it('goes on after the tab was loaded again, without telling anything twice', async () => {
  const { mocks, letItEnd } = await slowWorld();
  (await backUpAndLeave(mocks)).unmount();

  const { unmount } = await renderApp(paths.servers(), { mocks });
  expect(await screen.findByRole('button', { name: 'Notifications' })).toBeInTheDocument();
  letItEnd();
  expect(await screen.findByText('Backup completed')).toBeInTheDocument();
  expect(screen.getByRole('button', { name: 'Notifications, 1 new' })).toBeInTheDocument();
  expect(screen.queryByText('Backup triggered')).not.toBeInTheDocument();
  unmount();

  const { user } = await renderApp(paths.servers(), { mocks });
  await user.click(await screen.findByRole('button', { name: 'Notifications' }));
  const pane = within(await screen.findByRole('dialog', { name: 'Notifications' }));
  expect(pane.getByText('Backup completed')).toBeInTheDocument();
  expect(
    within(screen.getByRole('region', { name: 'New notifications', hidden: true })).queryByText('Backup completed'),
  ).not.toBeInTheDocument();
  await user.click(pane.getByText('Dismiss all'));
  expect(await pane.findByText('No notifications yet')).toBeInTheDocument();
  expect(sessionStorage.getItem('backup-portal.begun-jobs')).toBeNull();
});

it('does not poll while the tab is hidden, and reports when it is shown again', async () => {
  const { mocks, letItEnd } = await slowWorld();
  await backUpAndLeave(mocks);
  await screen.findByRole('table');
  act(() => {
    focusManager.setFocused(false);
  });
  onTestFinished(() => {
    focusManager.setFocused(undefined);
  });
  letItEnd();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(screen.queryByText('Backup completed')).not.toBeInTheDocument();
  act(() => {
    focusManager.setFocused(true);
  });
  expect(await screen.findByText('Backup completed')).toBeInTheDocument();
});

it('shows in the lists what a job that ended elsewhere has made', async () => {
  const { mocks, letItEnd } = await slowWorld();
  const { client } = await backUpAndLeave(mocks);
  letItEnd();
  await screen.findByText('Backup completed');
  const stale = () =>
    client
      .getQueryCache()
      .getAll()
      .filter(({ state }) => state.isInvalidated)
      .map(({ queryKey }) => queryKey[0]);
  await waitFor(() => expect(stale()).toEqual(expect.arrayContaining(['backup-instances', 'recovery-points'])));
});
