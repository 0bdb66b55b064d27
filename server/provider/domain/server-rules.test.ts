import { describe, expect, it } from 'vitest';
import { EngineFault, type LackingRight, type ServerReport } from '../ports.ts';
import { connectionTest, type Registration } from './server-rules.ts';

const registration: Registration = {
  id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg',
  name: 'pg',
  location: 'westeurope',
  administratorLogin: 'a"b',
  connection: { host: 'db', port: 5432, tlsMode: 'require' },
};
const report: ServerReport = {
  version: '16',
  minorVersion: '4',
  sizeInBytes: 1,
  isReplica: false,
  databases: [],
  tlsProtocol: 'TLSv1.3',
  tools: { version: '16.4' },
  login: { mayReadRolePasswords: true, mayCreateDatabases: true, lacking: [], notChecked: [] },
  notCovered: [],
};
const findings = (change: Partial<ServerReport>) => connectionTest(registration, { ...report, ...change }).findings;
const withLogin = (login: Partial<ServerReport['login']>) => findings({ login: { ...report.login, ...login } });
const right = (part: Partial<LackingRight>): LackingRight => ({
  database: 'shop "2"',
  right: 'SELECT',
  on: 'tables',
  count: 2,
  example: 'public.orders',
  ...part,
});

describe('what a test of a connection finds', () => {
  it('is nothing when nothing is in the way', () => {
    expect(findings({})).toEqual([]);
  });

  it('is a pooler, with what to do', () => {
    expect(findings({ isPooled: true })).toMatchObject([{ level: 'Warning', code: 'ConnectedThroughPooler' }]);
  });

  it.each([
    [
      right({}),
      'may not read 2 tables of the database \'shop "2"\', such as public.orders',
      'GRANT pg_read_all_data TO "a""b";',
    ],
    [
      right({ right: 'USAGE', on: 'schemas', count: 1, example: 'x' }),
      '1 schema of',
      'GRANT pg_read_all_data TO "a""b";',
    ],
    [
      right({ on: 'large objects', count: 1, example: undefined }),
      '1 large object of the database \'shop "2"\': it',
      'Make "a""b" a superuser',
    ],
    [right({ right: 'BYPASSRLS' }), 'Row-level security would hide rows', 'ALTER ROLE "a""b" BYPASSRLS;'],
    [
      right({ right: 'CONNECT', on: 'databases' }),
      'may not connect',
      'GRANT CONNECT ON DATABASE "shop ""2""" TO "a""b";',
    ],
  ])('names a right that is lacking and what grants it, every name quoted', (lacking, message, action) => {
    const [found] = withLogin({ lacking: [lacking] });
    expect(found).toMatchObject({ level: 'Error', code: 'LoginLacksRights' });
    expect(found?.message).toContain(message);
    expect(found?.recommendedAction[0]).toContain(action);
  });

  it.each([
    [
      'tools that cannot read it',
      findings({ tools: { fault: new EngineFault('TooOld', 'Too old.', ['Renew.']) } }),
      'Error',
    ],
    ['a replica', findings({ isReplica: true }), 'Error'],
    ['more than a vault takes', findings({ sizeInBytes: 2 * 1024 ** 4 }), 'Error'],
    ['databases that were not looked into', withLogin({ notChecked: ['x'] }), 'Warning'],
    ['role passwords out of reach', withLogin({ mayReadRolePasswords: false }), 'Warning'],
    ['no encryption', findings({ tlsProtocol: undefined }), 'Warning'],
    ['a login that may not restore', withLogin({ mayCreateDatabases: false }), 'Information'],
  ])('weighs %s', (_, found, level) => {
    expect(found).toMatchObject([{ level }]);
  });
});

describe('what a backup does not hold', () => {
  it('is reported by name, with the reason: a warning where a person would expect it', () => {
    const found = findings({
      notCovered: [
        { kind: 'database', name: 'closed', reason: 'It allows no connections.', recommendedAction: ['Open it.'] },
        {
          kind: 'parameter',
          name: 'work_mem',
          reason: 'No dump has them.',
          recommendedAction: [],
          onlyBeforehand: true,
        },
      ],
    });
    expect(found).toEqual([
      {
        level: 'Warning',
        code: 'DatabaseNotBackedUp',
        message: `The database 'closed' will not be in the backups. It allows no connections.`,
        recommendedAction: ['Open it.'],
      },
      expect.objectContaining({ level: 'Information', code: 'ParametersNotBackedUp' }),
    ]);
  });
});

describe('what is advised for PostgreSQL 13, which has no role that reads everything', () => {
  const advice = (part: Partial<LackingRight>) =>
    findings({ version: '13', login: { ...report.login, lacking: [right(part)] } })[0]?.recommendedAction[0];

  it.each([
    [{}, 'GRANT SELECT ON ALL TABLES IN SCHEMA … TO "a""b";'],
    [{ on: 'sequences' }, 'GRANT SELECT ON ALL SEQUENCES IN SCHEMA … TO "a""b";'],
    [{ right: 'USAGE', on: 'schemas', example: 'hidden' }, 'GRANT USAGE ON SCHEMA hidden TO "a""b";'],
  ] as const)('%j', (part, statement) => expect(advice(part)).toBe(statement));
});
