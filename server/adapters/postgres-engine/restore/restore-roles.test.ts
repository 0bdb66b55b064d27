import { describe, expect, it } from 'vitest';
import { aboutNewRoles, humbled } from './restore-roles.ts';

const asPresent = (names: string[], mighty: string[] = []) => [
  ...names.map((name) => ({ name, isMighty: false })),
  ...mighty.map((name) => ({ name, isMighty: true })),
];
const kept = (present: string[], statements: string[]): string[] => {
  const about = aboutNewRoles(asPresent(present));
  return statements.filter((statement) => about(statement) !== undefined);
};

describe('of the statements about roles', () => {
  it('those about roles that the server lacks are run', () => {
    const statements = [
      'CREATE ROLE app',
      `ALTER ROLE app WITH NOSUPERUSER LOGIN PASSWORD 'SCRAM-SHA-256$4096:x'`,
      'CREATE ROLE "Mixed ""Role"',
      'ALTER ROLE "Mixed ""Role" SET search_path TO \'a\', \'b\'',
      `COMMENT ON ROLE app IS 'x'`,
      'GRANT readers TO "Mixed ""Role" GRANTED BY pgadmin',
      `SECURITY LABEL FOR anon ON ROLE app IS 'MASKED'`,
      'GRANT SET ON PARAMETER log_statement TO "Mixed ""Role" WITH GRANT OPTION',
      'GRANT SET, ALTER SYSTEM ON PARAMETER my.own TO PUBLIC',
    ];
    expect(kept(['pgadmin', 'readers'], statements)).toEqual(statements);
  });

  it('none changes a role that is there: not its password, its settings, nor what it may do', () => {
    const statements = [
      'CREATE ROLE pgadmin',
      `ALTER ROLE pgadmin WITH SUPERUSER PASSWORD 'of the source'`,
      'ALTER ROLE pgadmin IN DATABASE x SET search_path TO y',
      `COMMENT ON ROLE pgadmin IS 'x'`,
      'GRANT readers TO pgadmin',
      `SECURITY LABEL FOR anon ON ROLE pgadmin IS 'MASKED'`,
      'GRANT SET ON PARAMETER log_statement TO pgadmin',
      'CREATE ROLE app',
    ];
    expect(kept(['pgadmin', 'readers'], statements)).toEqual(['CREATE ROLE app']);
  });

  it('a role that is there stays a member of one that is made', () => {
    const statements = ['CREATE ROLE ro', 'GRANT ro TO alice', 'GRANT ro TO nobody'];
    expect(kept(['alice'], statements)).toEqual(statements.slice(0, 2));
  });

  it('a membership that would make a role more than an owner is recognised', () => {
    const about = aboutNewRoles(asPresent(['readers'], ['postgres']));
    about('CREATE ROLE app');
    expect(about('GRANT postgres TO app')).toEqual({ subject: 'app', grantsMight: 'postgres' });
    expect(about('GRANT pg_execute_server_program TO app')).toMatchObject({ grantsMight: 'pg_execute_server_program' });
    expect(about('GRANT readers TO app')).toEqual({ subject: 'app' });
    expect(about('GRANT ALL ON PARAMETER archive_command TO app')).toEqual({
      subject: 'app',
      parameter: 'ALL ON PARAMETER archive_command',
    });
  });

  it('none is about tablespaces, settings of the session or roles of a service', () => {
    const statements = [
      'SET default_transaction_read_only = off',
      `CREATE TABLESPACE fast OWNER app LOCATION '/x'`,
      'CREATE ROLE azure_pg_admin',
      'ALTER ROLE azure_pg_admin WITH NOLOGIN',
      'CREATE ROLE pg_special',
      'GRANT pg_read_all_data TO azure_pg_admin',
    ];
    expect(kept([], statements)).toEqual([]);
  });
});

describe('a role that is made', () => {
  it('has neither superuser, making of roles, replication, row-security bypass nor login, and keeps its password', () => {
    expect(
      humbled(
        `ALTER ROLE boss WITH SUPERUSER INHERIT CREATEROLE NOCREATEDB LOGIN REPLICATION BYPASSRLS PASSWORD 'a LOGIN b'`,
      ),
    ).toEqual({
      sql: `ALTER ROLE boss WITH NOSUPERUSER INHERIT NOCREATEROLE NOCREATEDB NOLOGIN NOREPLICATION NOBYPASSRLS PASSWORD 'a LOGIN b'`,
      rights: ['SUPERUSER', 'CREATEROLE', 'LOGIN', 'REPLICATION', 'BYPASSRLS'],
    });
  });

  it('is left as it is where it has none of them, and so are its settings', () => {
    const statements = [
      'ALTER ROLE ro WITH NOSUPERUSER NOLOGIN NOREPLICATION NOBYPASSRLS',
      `ALTER ROLE "a LOGIN" SET application_name TO 'x LOGIN y'`,
    ];
    for (const sql of statements) expect(humbled(sql)).toEqual({ sql, rights: [] });
  });
});
