import { describe, expect, it } from 'vitest';
import { newRolesBeside } from './restore-roles.ts';

const kept = (present: string[], statements: string[]): string[] => statements.filter(newRolesBeside(present));

describe('of the statements about roles', () => {
  it('those about roles that the server lacks are run', () => {
    const statements = [
      'CREATE ROLE app',
      `ALTER ROLE app WITH NOSUPERUSER LOGIN PASSWORD 'SCRAM-SHA-256$4096:x'`,
      'CREATE ROLE "Mixed ""Role"',
      'ALTER ROLE "Mixed ""Role" SET search_path TO \'a\', \'b\'',
      `COMMENT ON ROLE app IS 'x'`,
      'GRANT readers TO "Mixed ""Role" GRANTED BY pgadmin',
    ];
    expect(kept(['pgadmin', 'readers'], statements)).toEqual(statements);
  });

  it('none changes a role that is there: not its password, its settings, nor what it may do', () => {
    const statements = [
      'CREATE ROLE pgadmin',
      `ALTER ROLE pgadmin WITH SUPERUSER PASSWORD 'of the source'`,
      'ALTER ROLE pgadmin IN DATABASE x SET search_path TO y',
      `COMMENT ON ROLE pgadmin IS 'x'`,
      'CREATE ROLE app',
      'GRANT app TO pgadmin WITH ADMIN OPTION',
    ];
    expect(kept(['pgadmin'], statements)).toEqual(['CREATE ROLE app']);
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
