/** A PostgreSQL server of one's own, from the first attempt to connect it to its removal. */
import type { PostgresServer } from '#protocol/postgres.ts';
import { startPostgres } from '../server/testing/postgres.ts';
import { expectAccessible } from './accessible.ts';
import { expect, test, type BackEnd } from './fixtures.ts';
import { serverId } from './ids.ts';
import { tabTo } from './keys.ts';
import { ConnectServerPage } from './pages/ConnectServerPage.ts';
import { deleteInstance, protect } from './prepare.ts';

const NAME = 'pg-own';
const POSTGRES = 'api-version=2025-08-01';

/** A server to connect: a real one, or on the mocks a simulated one. */
async function startTarget(backEnd: BackEnd) {
  if (backEnd === 'server') {
    const postgres = await startPostgres();
    // Nothing listens there.
    const deadEnd = { field: 'Port', value: '1' } as const;
    return { ...postgres, port: String(postgres.port), database: 'postgres', deadEnd };
  }
  return {
    host: 'db.example.org',
    port: '5432',
    user: 'postgres',
    password: 'right',
    database: 'app',
    deadEnd: { field: 'Host', value: 'refused.invalid' } as const,
    remove: () => Promise.resolve(),
  };
}

test('a server is tested, connected, changed, protected and, once nothing protects it, removed', async ({
  page,
  world,
  backEnd,
}) => {
  test.setTimeout(180_000);
  const target = await startTarget(backEnd);
  const form = new ConnectServerPage(page);
  try {
    await test.step('a test says at the field that the password is wrong', async () => {
      await world.open('/servers');
      await page.getByRole('toolbar').getByRole('link', { name: 'Connect a server' }).click();
      await expect(form.heading()).toBeVisible();
      await form.choose('Resource group', 'rg-data');
      await form.field('Server name').fill(NAME);
      await form.field('Host').fill(target.host);
      await form.field('Port').fill(target.port);
      // The server of the test has no TLS, which the default insists on.
      await form.choose('TLS mode', 'prefer');
      await form.field('User name').fill(target.user);
      await form.password().fill('wrong');
      await form.button('Test connection').click();
      await expect(form.password()).toHaveAccessibleDescription(/did not accept the user name and password/);
      await expectAccessible(page);
    });

    await test.step('with the right one it reports facts about the server, and stores nothing', async () => {
      await form.password().fill(target.password);
      await expect(form.password()).not.toHaveAccessibleDescription(/did not accept/);
      await form.button('Test connection').click();
      await expect(form.result()).toContainText('The connection works');
      await expect(form.result()).toContainText(target.database);
      await expect(form.result()).toContainText('pg_dump');
      await expectAccessible(page);
      const { status } = await world.arm({ method: 'GET', path: `${serverId(NAME)}?${POSTGRES}` });
      expect(status).toBe(404);
    });

    await test.step('it is connected, and protecting it is one click away', async () => {
      await form.button('Connect').click();
      await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible();
      const bar = page.getByRole('group', { name: 'The server is connected' });
      await expect(bar.getByRole('button', { name: 'Configure backup' })).toBeVisible();
      const { body } = await world.arm<PostgresServer>({ method: 'GET', path: `${serverId(NAME)}?${POSTGRES}` });
      expect(body.properties.connection).toEqual({
        host: target.host,
        port: Number(target.port),
        tlsMode: 'prefer',
      });
      expect(JSON.stringify(body)).not.toContain(target.password);
    });

    await test.step('its connection is changed with the password; a dead end is refused and changes nothing', async () => {
      await page.getByRole('toolbar').getByRole('link', { name: 'Edit connection' }).click();
      await expect(form.field('Host')).toHaveValue(target.host);
      await form.field(target.deadEnd.field).fill(target.deadEnd.value);
      await form.button('Save').click();
      await expect(page.getByText('Enter the password.')).toBeVisible();
      await form.password().fill(target.password);
      await form.button('Save').click();
      await expect(page.getByText('The connection was not changed')).toBeVisible();
      await expect(form.field('Port')).toHaveAccessibleDescription(/nothing listens/);
      await expectAccessible(page);

      await form.field('Host').fill(target.host);
      await form.field('Port').fill(target.port);
      await form.choose('TLS mode', 'disable');
      await form.button('Save').click();
      await expect(page.getByText(`${target.host}:${target.port}, TLS disable`)).toBeVisible();
    });

    const instance = await protect(world, { server: serverId(NAME) });
    const remove = page.getByRole('toolbar').getByRole('button', { name: 'Remove' });

    await test.step('while it is protected it is not removed, and says why', async () => {
      await page.getByRole('toolbar').getByRole('button', { name: 'Refresh' }).click();
      await expect(remove).toHaveAccessibleDescription(
        `It is protected by the backup instance '${NAME}'. Delete that first.`,
      );
      const { status } = await world.arm({ method: 'DELETE', path: `${serverId(NAME)}?${POSTGRES}` });
      expect(status).toBe(409);
    });

    await test.step('afterwards it is', async () => {
      await deleteInstance(world, instance);
      await page.getByRole('toolbar').getByRole('button', { name: 'Refresh' }).click();
      await expect(remove).toBeEnabled();
      await remove.click();
      const question = page.getByRole('alertdialog', { name: 'Remove server' });
      await expect(question).toContainText('The PostgreSQL server itself and its databases stay as they are.');
      await question.getByRole('button', { name: 'Yes' }).click();
      await expect(page.getByRole('table').getByRole('link', { name: 'pg-sample' })).toBeVisible();
      await expect(page.getByRole('table').getByRole('link', { name: NAME })).toHaveCount(0);
      expect((await world.arm({ method: 'GET', path: `${serverId(NAME)}?${POSTGRES}` })).status).toBe(404);
    });
  } finally {
    await target.remove();
  }
});

test('a server is connected with the keyboard alone, after a reload that kept all but the password', async ({
  page,
  world,
  backEnd,
}) => {
  test.setTimeout(120_000);
  const target = await startTarget(backEnd);
  const form = new ConnectServerPage(page);
  const type = async (name: RegExp, text: string) => {
    await tabTo(page, name);
    // Tab selects the text of the field, and typing replaces it.
    await page.keyboard.type(text);
  };
  try {
    await world.open('/servers/connect');
    await expect(form.field('Host')).toBeVisible();
    await type(/^Resource group/, 'rg-data');
    await page.keyboard.press('Enter');
    await type(/^Server name/, NAME);
    await type(/^Host/, target.host);
    await type(/^Port/, target.port);
    // The server of the test has no TLS, which the default insists on.
    await type(/^TLS mode/, 'prefer');
    await page.keyboard.press('Enter');
    await type(/^User name/, target.user);
    await type(/^Password/, target.password);

    await page.reload();
    await expect(form.field('User name')).toHaveValue(target.user);
    await expect(form.field('Port')).toHaveValue(target.port);
    await expect(form.password()).toHaveValue('');
    expect(
      await page.evaluate(() => JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])),
    ).not.toContain(target.password);
    await type(/^Password/, target.password);
    await tabTo(page, 'Connect');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: NAME })).toBeVisible();
    await expect(page.getByText('The server is connected')).toBeVisible();
  } finally {
    await target.remove();
  }
});
