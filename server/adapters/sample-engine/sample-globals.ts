/** What pg_dumpall --globals-only would write for the sample server, which has no pg_dumpall. */
import type { Connection } from '../postgres-engine/connection.ts';
import { quoted } from '../quoted.ts';

interface Role {
  rolname: string;
  rolsuper: boolean;
  rolinherit: boolean;
  rolcreaterole: boolean;
  rolcreatedb: boolean;
  rolcanlogin: boolean;
  rolreplication: boolean;
  rolbypassrls: boolean;
  rolconnlimit: number;
}

export async function globalsOf(connection: Connection): Promise<string> {
  const roles = await connection.query<Role>(
    `SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
       rolconnlimit
     FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname`,
  );
  const grants = await connection.query<{ role: string; member: string; admin: boolean }>(
    `SELECT m.roleid::regrole::text AS role, m.member::regrole::text AS member, m.admin_option AS admin
     FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles w ON w.oid = m.member
     WHERE w.rolname !~ '^pg_' ORDER BY 1, 2`,
  );
  return [
    '-- Roles of the sample server. It keeps no passwords.',
    `SET client_encoding = 'UTF8';`,
    ...roles.flatMap((role) => [`CREATE ROLE ${quoted(role.rolname)};`, alterRole(role)]),
    ...grants.map(({ role, member, admin }) => `GRANT ${role} TO ${member}${admin ? ' WITH ADMIN OPTION' : ''};`),
    '',
  ].join('\n');
}

function alterRole(role: Role): string {
  const attribute = (name: string, has: boolean) => (has ? name : `NO${name}`);
  const attributes = [
    attribute('SUPERUSER', role.rolsuper),
    attribute('INHERIT', role.rolinherit),
    attribute('CREATEROLE', role.rolcreaterole),
    attribute('CREATEDB', role.rolcreatedb),
    attribute('LOGIN', role.rolcanlogin),
    attribute('REPLICATION', role.rolreplication),
    attribute('BYPASSRLS', role.rolbypassrls),
  ];
  const limit = role.rolconnlimit < 0 ? '' : ` CONNECTION LIMIT ${role.rolconnlimit}`;
  return `ALTER ROLE ${quoted(role.rolname)} WITH ${attributes.join(' ')}${limit};`;
}
