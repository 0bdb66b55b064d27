import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { arm } from '#arm/arm.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { SERVER_TYPE, type PostgresServer } from '#protocol/postgres.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { DATA_GROUP, SAMPLE_SERVER, SUBSCRIPTION_ID } from '#provider/seed.ts';
import { serverConnecting } from '#resources/server-connections.ts';
import { renderApp, type RenderedApp } from '#testing/renderApp.tsx';

const apiVersion = API_VERSIONS.postgres;
const idOf = (name: string, group = DATA_GROUP) =>
  resourceId(resourceGroupScope(SUBSCRIPTION_ID, group), SERVER_TYPE, name);
const stored = (id: string) => arm.read<PostgresServer>(id, { apiVersion });

const press = async ({ user }: RenderedApp, name: string) => user.click(await screen.findByRole('button', { name }));
const field = (name: RegExp) => screen.findByLabelText(name, { selector: 'input' });
const passwordField = () => field(/^Password/);

async function choose({ user }: RenderedApp, name: RegExp, option: string) {
  await user.click(await field(name));
  await user.click(await screen.findByRole('option', { name: option }));
}

/** Pasted: typing letter by letter is slow. */
async function enter({ user }: RenderedApp, name: RegExp, text: string) {
  const input = await field(name);
  await user.clear(input);
  await user.click(input);
  await user.paste(text);
}

async function fill(view: RenderedApp, { name = 'pg-mine', host = 'db.example.org', password = 'secret' } = {}) {
  await choose(view, /^Resource group/, DATA_GROUP);
  await enter(view, /^Server name/, name);
  await enter(view, /^Host/, host);
  await enter(view, /^User name/, 'postgres');
  await enter(view, /^Password/, password);
}

async function connected(view: RenderedApp, name = 'pg-mine') {
  await fill(view, { name });
  await press(view, 'Connect');
  await screen.findByRole('heading', { level: 1, name });
}

describe('Connect a server', () => {
  it('tests and connects a server exactly as it was entered, and offers to protect it', async () => {
    const view = await renderApp(paths.servers());
    await view.user.click(await screen.findByRole('link', { name: 'Connect a server' }));
    await screen.findByRole('heading', { name: 'Connect a server' });
    await fill(view);
    await choose(view, /^TLS mode/, 'verify-full');
    expect(await field(/^Region/)).toHaveValue('West Europe');
    await press(view, 'Test connection');
    expect(await screen.findByText('The connection works, and every database can be backed up.')).toBeVisible();
    expect(screen.getByText('2: app, Reporting 2026')).toBeVisible();
    expect(screen.getByText('TLSv1.3')).toBeVisible();
    await expect(stored(idOf('pg-mine'))).rejects.toMatchObject({ status: 404 });

    await press(view, 'Connect');
    expect(await screen.findByRole('heading', { level: 1, name: 'pg-mine' })).toBeVisible();
    expect(await screen.findByText('The server is connected')).toBeVisible();
    expect(await stored(idOf('pg-mine'))).toMatchObject({
      location: 'westeurope',
      properties: {
        administratorLogin: 'postgres',
        connection: { host: 'db.example.org', port: 5432, tlsMode: 'verify-full' },
      },
    });
    expect(sessionStorage.getItem('backup-portal.connect-server')).toBeNull();
    await press(view, 'Configure backup');
    await screen.findByRole('heading', { level: 1, name: 'Configure Backup' });
    expect(new URLSearchParams(view.address().split('?')[1]).get('servers')).toBe(idOf('pg-mine'));
  }, 60_000);

  it('keeps the password out of the tab, of the cache and of what one sees', async () => {
    const view = await renderApp(paths.connectServer());
    await fill(view, { password: 'do-not-keep-me' });
    const input = await passwordField();
    expect(input).toHaveAttribute('type', 'password');
    await press(view, 'Show password');
    expect(input).toHaveAttribute('type', 'text');
    await press(view, 'Test connection');
    await screen.findByText(/^The connection works/);
    await press(view, 'Connect');
    await screen.findByText('The server is connected');
    const mutations = view.client.getMutationCache().getAll();
    const kept = JSON.stringify([
      Object.entries(sessionStorage),
      Object.entries(localStorage),
      mutations.map(({ state }) => state),
      view.client
        .getQueryCache()
        .getAll()
        .map(({ state }) => state.data),
    ]);
    expect(kept).toContain('pg-mine');
    expect(kept).not.toContain('do-not-keep-me');
    // The mutation has forgotten it.
    for (const { state } of mutations) {
      const { access } = (state.variables ?? {}) as { access?: { takePassword: () => string } };
      if (access) expect(access.takePassword()).toBe('');
    }
  });

  it('names every field that is missing and goes to the first; a test needs no region', async () => {
    const view = await renderApp(paths.connectServer());
    await screen.findByDisplayValue('Contoso');
    await press(view, 'Connect');
    for (const message of [
      'Select or create a resource group.',
      'Select a region.',
      'Enter a name for the server.',
      'Enter the host name or IP address of the server.',
      'Enter the user name.',
      'Enter the password.',
    ]) {
      expect(await screen.findByText(message)).toBeVisible();
    }
    expect(await field(/^Resource group/)).toHaveFocus();
    expect(screen.getByText('6 problems to fix before you can continue.')).toBeInTheDocument();
    await enter(view, /^Port/, '70000');
    expect(await field(/^Port/)).toBeInvalid();
    expect(await screen.findByText('Enter a port from 1 to 65535.')).toBeVisible();
  });

  it.each([
    ['refused.invalid', /^Port/, /nothing listens/],
    ['not-found.invalid', /^Host/, /cannot be resolved/],
    ['wrong-password.invalid', /^Password/, /did not accept the user name and password/],
  ])(
    'says at the right field why %s cannot be reached, until it is changed',
    async (host, label, message) => {
      const view = await renderApp(paths.connectServer());
      await fill(view, { host });
      await press(view, 'Test connection');
      expect(await screen.findByText('The server could not be connected to')).toBeVisible();
      const input = await field(label);
      expect(input).toBeInvalid();
      expect(input).toHaveAccessibleDescription(message);
      await view.user.type(input, '1');
      expect(input).not.toHaveAccessibleDescription(message);
      expect(screen.getByText('The connection was changed since it was tested.')).toBeVisible();
    },
    20_000,
  );

  it('puts the focus on the field when the service refuses to connect, and connects after it is corrected', async () => {
    const view = await renderApp(paths.connectServer());
    await fill(view, { password: 'wrong' });
    await press(view, 'Connect');
    expect(await screen.findByText('The server was not connected')).toBeVisible();
    expect(await passwordField()).toHaveFocus();
    await enter(view, /^Password/, 'right');
    await press(view, 'Connect');
    expect(await screen.findByText('The server is connected')).toBeVisible();
  });

  it('names what the login lacks, with the statement that grants it', async () => {
    const view = await renderApp(paths.connectServer());
    await fill(view, { host: 'few-rights.invalid' });
    await press(view, 'Test connection');
    expect(await screen.findByText(/backups of it would not work yet/)).toBeVisible();
    expect(screen.getByText(/may not read 3 tables of the database 'app'/)).toBeVisible();
    expect(screen.getByText('GRANT pg_read_all_data TO "postgres";')).toBeVisible();
  });

  it('says that a name is taken, and does not touch the server that has it', async () => {
    const view = await renderApp(paths.connectServer());
    const before = await stored(idOf(SAMPLE_SERVER));
    await fill(view, { name: SAMPLE_SERVER.toUpperCase() });
    await press(view, 'Connect');
    expect(await screen.findByText(/A server with this name already exists/)).toBeVisible();
    expect(await stored(idOf(SAMPLE_SERVER))).toEqual(before);
  });

  it('makes the resource group too, also when the server refuses at first', async () => {
    const view = await renderApp(paths.connectServer());
    await fill(view, { password: 'wrong' });
    await press(view, 'Create new');
    await enter(view, /^Resource group/, 'rg-own');
    await choose(view, /^Region/, 'North Europe');
    await press(view, 'Connect');
    expect(await screen.findByText('The server was not connected')).toBeVisible();
    await enter(view, /^Password/, 'right');
    await press(view, 'Connect');
    expect(await screen.findByText('The server is connected')).toBeVisible();
    expect((await stored(idOf('pg-mine', 'rg-own'))).location).toBe('northeurope');
  });

  it('survives a reload except for the password, and asks before it is left', async () => {
    let view = await renderApp(paths.connectServer());
    await fill(view);
    view.unmount();
    view = await renderApp(paths.connectServer(), { mocks: view.mocks });
    expect(await field(/^Host/)).toHaveValue('db.example.org');
    expect(await passwordField()).toHaveValue('');
    await press(view, 'Cancel');
    const question = await screen.findByRole('alertdialog', { name: 'Leave without connecting the server?' });
    await view.user.click(within(question).getByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(view.address()).toBe('/servers'));
    expect(sessionStorage.getItem('backup-portal.connect-server')).toBeNull();
  });

  it('shows a person with read access only what is missing', async () => {
    await renderApp(paths.connectServer(), { as: 'reader' });
    const bar = await screen.findByRole('group', { name: /No server can be connected/ });
    expect(bar).toHaveTextContent(/You need the permission .*flexibleServers\/write/);
    for (const name of ['Connect', 'Test connection']) {
      const button = screen.getByRole('button', { name });
      expect(button).toHaveAttribute('aria-disabled', 'true');
      expect(button).toHaveAccessibleDescription(/flexibleServers\/write/);
    }
  });

  it('lets someone connect in the one resource group where they may', async () => {
    const view = await renderApp(paths.connectServer(), { as: 'database-owner' });
    const bar = await screen.findByRole('group', { name: /No server can be connected/ });
    expect(bar).toHaveTextContent(/or choose a resource group where you have it/);
    await connected(view);
    expect((await stored(idOf('pg-mine'))).properties.administratorLogin).toBe('postgres');
  });
});

describe('a service that creates its own servers', () => {
  it('offers nothing of this, and says why, on every page', async () => {
    const view = await renderApp(paths.home());
    view.client.setQueryData(serverConnecting.offered().queryKey, false);
    await view.router.navigate(paths.servers());
    const connect = await screen.findByRole('button', { name: 'Connect a server' });
    expect(connect).toHaveAttribute('aria-disabled', 'true');
    expect(connect).toHaveAccessibleDescription(/existing servers cannot be connected/);
    await view.router.navigate(paths.connectServer());
    const bar = await screen.findByRole('group', { name: /No server can be connected/ });
    expect(bar).toHaveTextContent(/existing servers cannot be connected/);
    await view.router.navigate(paths.server(idOf(SAMPLE_SERVER)));
    const remove = await screen.findByRole('button', { name: 'Remove' });
    await waitFor(() => expect(remove).toHaveAccessibleDescription(/existing servers cannot be connected/));
  });
});

describe('a connected server', () => {
  it('keeps its password when nothing changes that it is for, and requires it when something does', async () => {
    const view = await renderApp(paths.connectServer());
    await connected(view);
    await view.user.click(await screen.findByRole('link', { name: 'Edit connection' }));
    await screen.findByRole('heading', { name: 'pg-mine | Edit connection' });
    expect(await field(/^Host/)).toHaveValue('db.example.org');
    expect(screen.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true');
    await press(view, 'Test connection');
    expect(await screen.findByText(/^The connection works/)).toBeVisible();

    await enter(view, /^Port/, '5433');
    await press(view, 'Save');
    expect(await screen.findByText('Enter the password.')).toBeVisible();
    expect(await passwordField()).toHaveFocus();
    await enter(view, /^Password/, 'secret');
    await press(view, 'Save');
    await screen.findByRole('heading', { level: 1, name: 'pg-mine' });
    expect((await stored(idOf('pg-mine'))).properties.connection?.port).toBe(5433);
    expect(screen.getByText('db.example.org:5433, TLS verify-full')).toBeVisible();
  }, 60_000);

  it('is removed after a question, and its list says so', async () => {
    const view = await renderApp(paths.connectServer());
    await connected(view);
    await press(view, 'Remove');
    const question = await screen.findByRole('alertdialog', { name: 'Remove server' });
    await view.user.click(within(question).getByRole('button', { name: 'Yes' }));
    await waitFor(() => expect(view.address()).toBe('/servers'));
    await expect(stored(idOf('pg-mine'))).rejects.toMatchObject({ status: 404 });
    await waitFor(() => expect(screen.queryByRole('link', { name: 'pg-mine' })).not.toBeInTheDocument());
  });

  it('is one that was connected here: others cannot be edited or removed', async () => {
    const view = await renderApp(paths.server(idOf(SAMPLE_SERVER)));
    const remove = await screen.findByRole('button', { name: 'Remove' });
    await waitFor(() => expect(remove).toHaveAccessibleDescription(/was not connected here/));
    expect(screen.getByRole('button', { name: 'Edit connection' })).toHaveAttribute('aria-disabled', 'true');
    await view.router.navigate(paths.serverConnection(idOf(SAMPLE_SERVER)));
    expect(await screen.findByText(/was not connected here/)).toBeVisible();
  });
});
