/** Flexible servers: listing, registering and removing them (contract 12.2 and our extension of PUT). */
import type { Page } from '#protocol/data-protection.ts';
import type { PostgresDatabase, PostgresServer } from '#protocol/postgres.ts';
import { SAMPLE_SERVER } from '#provider/seed.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import { DATA, errorOf, fresh, PASSWORD, protectedServer, registerServer, serverId, SUBSCRIPTION } from './client.ts';
import { freshWorld } from './world.ts';

const SERVERS = 'providers/Microsoft.DBforPostgreSQL/flexibleServers';

export function describeServers(host: ContractHost): void {
  describe('flexible servers', () => {
    const arm = freshWorld(host);

    it('lists them by subscription and by resource group, and reads one', async () => {
      for (const scope of [SUBSCRIPTION, DATA]) {
        const { value } = await arm().get<Page<PostgresServer>>(`${scope}/${SERVERS}`);
        expect(value.map(({ name }) => name)).toContain(SAMPLE_SERVER);
      }
      expect(await arm().get<PostgresServer>(serverId(SAMPLE_SERVER))).toMatchObject({
        name: SAMPLE_SERVER,
        type: 'Microsoft.DBforPostgreSQL/flexibleServers',
        properties: { state: 'Ready' },
      });
      const none = await arm().call('GET', `${SUBSCRIPTION}/resourceGroups/rg-none/${SERVERS}`);
      expect(errorOf(none).code).toBe('ResourceGroupNotFound');
    });

    it('registers a server with 201, replaces it with 200, and never shows the password', async () => {
      const name = fresh('pg-Own');
      const first = await registerServer(arm(), name);
      expect(first.status).toBe(201);
      expect(first.body).toMatchObject({
        name,
        location: 'westeurope',
        properties: {
          state: 'Ready',
          version: '16',
          administratorLogin: 'admin',
          replicationRole: 'Primary',
          fullyQualifiedDomainName: `${name}.example`,
          connection: { host: `${name}.example`, port: 5432, tlsMode: 'prefer' },
        },
      });
      expect((await registerServer(arm(), name)).status).toBe(200);
      const read = await arm().call('GET', serverId(name));
      const list = await arm().call('GET', `${DATA}/${SERVERS}`);
      for (const { text } of [first, read, list]) {
        expect(text).not.toContain(PASSWORD);
        expect(text).not.toContain(JSON.stringify(PASSWORD).slice(1, -1));
        expect(text.toLowerCase()).not.toContain('password"');
      }
    });

    it('keeps the password it knows when a registration is sent again without one', async () => {
      const name = fresh('pg');
      await registerServer(arm(), name);
      const known = {
        administratorLogin: 'admin',
        connection: { host: `${name}.example`, port: 5432, tlsMode: 'prefer' },
      };
      const again = await arm().put(serverId(name), { location: 'westeurope', tags: { a: 'b' }, properties: known });
      expect(again.status).toBe(200);
      const elsewhere = await arm().put(serverId(name), {
        location: 'westeurope',
        properties: { ...known, connection: { ...known.connection, host: 'other.example' } },
      });
      expect([elsewhere.status, errorOf(elsewhere).target]).toEqual([400, 'properties.administratorLoginPassword']);
    });

    it.each([
      ['refused.invalid', 'ServerUnreachable'],
      ['wrong-password.invalid', 'AuthenticationFailed'],
    ])('refuses to register a server at %s, and says why and what to do', async (at, innerCode) => {
      const name = fresh('pg');
      const answer = await registerServer(arm(), name, { host: at });
      expect(answer.status).toBe(400);
      const error = errorOf(answer);
      expect(error.code).toBe('PostgreSQLFlexOperationFailedUserError');
      expect(error.additionalInfo?.[0]).toMatchObject({
        type: 'UserFacingError',
        info: { innerError: { code: innerCode }, recommendedAction: [expect.any(String)], isUserError: false },
      });
      expect(answer.text).not.toContain(PASSWORD);
      expect((await arm().call('GET', serverId(name))).status).toBe(404);
    });

    it('lists the databases that the server says it has, odd names included', async () => {
      const name = fresh('pg');
      await registerServer(arm(), name);
      const { value } = await arm().get<Page<PostgresDatabase>>(`${serverId(name)}/databases`);
      expect(value.map((database) => database.name)).toEqual(['app', 'Reporting 2026']);
      expect(value[0]).toMatchObject({ type: 'Microsoft.DBforPostgreSQL/flexibleServers/databases' });
    });

    it('removes a server, but not while it is protected', async () => {
      const { server } = await protectedServer(arm());
      const refused = await arm().remove(server);
      expect([refused.status, errorOf(refused).code]).toEqual([409, 'ServerIsProtected']);
      const name = fresh('pg');
      await registerServer(arm(), name);
      expect((await arm().remove(serverId(name))).status).toBe(200);
      expect((await arm().remove(serverId(name))).status).toBe(204);
    });

    const valid = {
      location: 'westeurope',
      properties: {
        administratorLogin: 'admin',
        administratorLoginPassword: 'x',
        connection: { host: 'db.example', port: 5432, tlsMode: 'require' },
      },
    };
    const connection = (change: object) => ({
      ...valid,
      properties: { ...valid.properties, connection: { ...valid.properties.connection, ...change } },
    });

    it.each([
      ['a missing location', { ...valid, location: undefined }, 'location'],
      ['an unknown region', { ...valid, location: 'atlantis' }, 'location'],
      ['no connection', { ...valid, properties: { administratorLogin: 'a' } }, 'properties.connection'],
      ['an empty host', connection({ host: '' }), 'properties.connection.host'],
      ['a host that is an option', connection({ host: '-h evil' }), 'properties.connection.host'],
      [
        'a host that is a connection string',
        connection({ host: 'db.example user=evil' }),
        'properties.connection.host',
      ],
      ['a host that is a path', connection({ host: '/var/run/postgresql' }), 'properties.connection.host'],
      ['a port that is none', connection({ port: 0 }), 'properties.connection.port'],
      ['a port that is text', connection({ port: '5432' }), 'properties.connection.port'],
      ['an unknown TLS mode', connection({ tlsMode: 'maybe' }), 'properties.connection.tlsMode'],
      [
        'a login with a line break',
        { ...valid, properties: { ...valid.properties, administratorLogin: 'a\nb' } },
        'properties.administratorLogin',
      ],
    ])('refuses a registration with %s and names the field', async (_, body, target) => {
      const answer = await arm().put(serverId(fresh('pg')), body);
      expect([answer.status, errorOf(answer).target]).toEqual([400, target]);
    });

    it.each(['ab', '-pg', 'pg--x', 'pg_x', 'x'.repeat(64)])('refuses the server name %j', async (name) => {
      const answer = await arm().put(serverId(name), valid);
      expect([answer.status, errorOf(answer).target]).toEqual([400, 'name']);
    });
  });
}
