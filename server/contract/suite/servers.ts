/**
 * Flexible servers: listing, connecting, changing and removing them (docs/reference/arm.md#122-servers, and decision 9
 * for what is ours).
 */
import type { Page } from '#protocol/data-protection.ts';
import {
  CONNECTS_EXISTING_SERVERS,
  type ConnectionTest,
  type PostgresDatabase,
  type PostgresServer,
} from '#protocol/postgres.ts';
import { hasCapability, type ResourceProvider } from '#protocol/resources.ts';
import { SAMPLE_SERVER } from '#provider/seed.ts';
import { describe, expect, it } from 'vitest';
import type { ContractHost } from '../host.ts';
import { DATA, errorOf, fresh, PASSWORD, protectedServer, registerServer, serverId, SUBSCRIPTION } from './client.ts';
import { freshWorld } from './world.ts';

const SERVERS = 'providers/Microsoft.DBforPostgreSQL/flexibleServers';

export function describeServers(host: ContractHost): void {
  describe('flexible servers', () => {
    const arm = freshWorld(host);
    const valid = {
      location: 'westeurope',
      properties: {
        administratorLogin: 'admin',
        administratorLoginPassword: 'x',
        connection: { host: 'db.example', port: 5432, tlsMode: 'require' },
      },
    };

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

    const HOST = 'properties.connection.host';
    const TLS_MODE = 'properties.connection.tlsMode';
    const LOGIN_PASSWORD = 'properties.administratorLoginPassword';
    const unreachable: [string, string, string, string][] = [
      ['refused.invalid', 'prefer', 'UserErrorServerConnectionRefused', 'properties.connection.port'],
      ['not-found.invalid', 'prefer', 'UserErrorServerHostNotFound', HOST],
      ['timeout.invalid', 'prefer', 'UserErrorServerTimedOut', HOST],
      ['no-tls.invalid', 'require', 'UserErrorServerTlsUnavailable', TLS_MODE],
      ['self-signed.invalid', 'verify-full', 'UserErrorServerTlsFailed', TLS_MODE],
      ['wrong-password.invalid', 'prefer', 'UserErrorServerSignInFailed', LOGIN_PASSWORD],
    ];
    it.each(unreachable)(
      'refuses a server at %s with TLS mode %s, and says why, what to do and at which field',
      async (at, tlsMode, code, target) => {
        const id = serverId(fresh('pg'));
        const { properties } = valid;
        const body = {
          location: 'westeurope',
          properties: { ...properties, administratorLoginPassword: PASSWORD, connection: { host: at, tlsMode } },
        };
        for (const answer of [await arm().put(id, body), await arm().post(`${id}/testConnection`, body)]) {
          expect(answer.status).toBe(400);
          const error = errorOf(answer);
          expect([error.code, error.target]).toEqual([code, target]);
          expect(error.additionalInfo?.[0]).toMatchObject({
            type: 'UserFacingError',
            info: { code, recommendedAction: [expect.any(String)], isUserError: false },
          });
          expect(answer.text).not.toContain(JSON.stringify(PASSWORD).slice(1, -1));
        }
        expect((await arm().call('GET', id)).status).toBe(404);
      },
    );

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

    describe('whether servers can be connected', () => {
      it('is shown by the resource provider, in its list of capabilities', async () => {
        const provider = await arm().get<ResourceProvider>(`${SUBSCRIPTION}/providers/microsoft.dbforpostgresql`);
        expect(provider).toMatchObject({
          id: `${SUBSCRIPTION}/providers/Microsoft.DBforPostgreSQL`,
          namespace: 'Microsoft.DBforPostgreSQL',
          registrationState: 'Registered',
        });
        expect(hasCapability(provider, 'flexibleServers', CONNECTS_EXISTING_SERVERS)).toBe(true);
        expect(hasCapability(provider, 'flexibleServers', 'SupportsTags')).toBe(true);
        expect(hasCapability(provider, 'flexibleServers/databases', CONNECTS_EXISTING_SERVERS)).toBe(false);
      });

      it('is not shown for an unknown namespace', async () => {
        const answer = await arm().call('GET', `${SUBSCRIPTION}/providers/Microsoft.Nothing`);
        expect([answer.status, errorOf(answer).code]).toEqual([404, 'InvalidResourceNamespace']);
      });
    });

    describe('testing a connection', () => {
      const tested = (at: string, tlsMode = 'require', name = fresh('pg')) =>
        arm().post<ConnectionTest>(`${serverId(name)}/testConnection`, {
          properties: { ...valid.properties, administratorLoginPassword: PASSWORD, connection: { host: at, tlsMode } },
        });

      it('reports the server and what a backup would include, and stores nothing', async () => {
        const name = fresh('pg');
        const answer = await tested('db.example', 'require', name);
        expect(answer.status).toBe(200);
        expect(answer.body).toMatchObject({
          version: '16',
          replicationRole: 'Primary',
          databases: [{ name: 'app' }, { name: 'Reporting 2026' }],
          tls: { isEncrypted: true, protocol: 'TLSv1.3' },
          toolVersion: expect.any(String) as string,
          findings: [],
        });
        expect(answer.body.sizeInBytes).toBeGreaterThan(0);
        expect(answer.text).not.toContain(JSON.stringify(PASSWORD).slice(1, -1));
        expect((await arm().call('GET', serverId(name))).status).toBe(404);
      });

      it.each([
        [
          'few-rights.invalid',
          ['LoginLacksRights', 'LoginLacksRights', 'RolePasswordsNotBackedUp', 'LoginMayNotCreateDatabases'],
        ],
        ['left-out.invalid', ['DatabaseNotBackedUp', 'SubscriptionNotBackedUp', 'ParametersNotBackedUp']],
        ['too-new.invalid', ['PostgreSQLFlexOperationFailedUserError']],
        ['replica.invalid', ['ServerCannotBeProtected']],
        ['huge.invalid', ['ServerCannotBeProtected']],
      ])('reports what prevents backups at %s', async (at, codes) => {
        const { body } = await tested(at);
        expect(body.findings.map(({ code }) => code)).toEqual(codes);
      });

      it('says that nothing is encrypted where that is so', async () => {
        for (const answer of [await tested('no-tls.invalid', 'prefer'), await tested('db.example', 'disable')]) {
          expect(answer.body.tls).toEqual({ isEncrypted: false });
          expect(answer.body.findings).toMatchObject([{ level: 'Warning', code: 'ConnectionNotEncrypted' }]);
        }
      });

      it('uses the stored password for the place it is for, and for no other', async () => {
        const name = fresh('pg');
        await registerServer(arm(), name);
        const known = { host: `${name}.example`, port: 5432, tlsMode: 'prefer' };
        const ask = (change: object, administratorLogin = 'admin') =>
          arm().post(`${serverId(name)}/testConnection`, {
            properties: { administratorLogin, connection: { ...known, ...change } },
          });
        expect((await ask({})).status).toBe(200);
        const elsewhere = [
          await ask({ host: 'evil.example' }),
          await ask({ port: 5433 }),
          await ask({ tlsMode: 'disable' }),
          await ask({}, 'other'),
        ];
        for (const answer of elsewhere) expect([answer.status, errorOf(answer).target]).toEqual([400, LOGIN_PASSWORD]);
      });

      it('refuses what PUT refuses, at the same field', async () => {
        const answer = await arm().post(`${serverId(fresh('pg'))}/testConnection`, connection({ port: 70000 }));
        expect([answer.status, errorOf(answer).target]).toEqual([400, 'properties.connection.port']);
      });
    });

    describe('changing a registered server', () => {
      it('changes only tags without querying the server, and keeps the rest', async () => {
        const { name } = await arm().get<PostgresServer>(serverId(SAMPLE_SERVER));
        const answer = await arm().call<PostgresServer>('PATCH', serverId(name), { body: { tags: { env: 'prod' } } });
        expect([answer.status, answer.body.tags]).toEqual([200, { env: 'prod' }]);
        expect(await arm().get(serverId(name))).toEqual(answer.body);
      });

      it('changes how it is reached with the password, keeps its tags, and says which field is wrong', async () => {
        const name = fresh('pg');
        await registerServer(arm(), name);
        await arm().call('PATCH', serverId(name), { body: { tags: { a: 'b' } } });
        const change = (properties: object) =>
          arm().call<PostgresServer>('PATCH', serverId(name), { body: { properties } });

        const without = await change({ connection: { port: 5433 } });
        expect([without.status, errorOf(without).target]).toEqual([400, LOGIN_PASSWORD]);
        const wrong = await change({ connection: { host: 'not-found.invalid' }, administratorLoginPassword: PASSWORD });
        expect([wrong.status, errorOf(wrong).target]).toEqual([400, HOST]);
        expect((await arm().get<PostgresServer>(serverId(name))).properties.connection?.host).toBe(`${name}.example`);

        const right = await change({ connection: { port: 5433 }, administratorLoginPassword: PASSWORD });
        expect(right.status).toBe(200);
        expect(right.body).toMatchObject({
          tags: { a: 'b' },
          properties: { connection: { host: `${name}.example`, port: 5433, tlsMode: 'prefer' } },
        });
        expect(right.text).not.toContain(JSON.stringify(PASSWORD).slice(1, -1));
      });

      it('returns 404 for one that is not registered', async () => {
        expect((await arm().call('PATCH', serverId(fresh('pg')), { body: { tags: {} } })).status).toBe(404);
      });
    });
  });
}
