/**
 * Restores the roles of a backup into a server that has roles of its own. A role that is there already is left as it is:
 * its password and its rights belong to the target, the login of this restore among them.
 */
import type { UserFacingError } from '#protocol/errors.ts';
import { withServer, type Connection, type ConnectOptions } from './connection.ts';
import { sqlStatements } from './sql-statements.ts';

/** Answers a warning when something could not be restored. */
export const restoreRoles = (into: ConnectOptions, plain: AsyncIterable<Uint8Array>): Promise<UserFacingError[]> =>
  withServer(
    into,
    async (connection) => {
      const present = await connection.query<{ name: string }>('SELECT rolname AS name FROM pg_roles');
      const isNew = newRolesBeside(present.map(({ name }) => name));
      let failed = 0;
      for await (const statement of sqlStatements(plain)) {
        if (!isNew(statement)) continue;
        if (!(await runs(connection, withoutGrantor(statement)))) failed += 1;
      }
      return failed === 0 ? [] : [notAllRestored(failed)];
    },
    { writes: true },
  );

const NAME = String.raw`("(?:[^"]|"")*"|[^\s;"]+)`;
const CREATE = new RegExp(String.raw`^CREATE ROLE ${NAME}$`, 'i');
const ABOUT_ONE = new RegExp(String.raw`^(?:ALTER ROLE|COMMENT ON ROLE) ${NAME}\s`, 'i');
const MEMBERSHIP = new RegExp(String.raw`^GRANT ${NAME} TO ${NAME}`, 'i');
/** Roles of Azure's service, which no other server can have (contract 14). */
const SERVICE_ROLES = ['azure_superuser', 'azure_pg_admin', 'azuresu', 'replication'];

/**
 * Tells, statement by statement, which are about roles that the server does not have: making one, its attributes,
 * settings and comment, and what it is a member of. Tablespaces and grants to roles that were there are not.
 */
export function newRolesBeside(present: readonly string[]): (statement: string) => boolean {
  const known = new Set([...present, ...SERVICE_ROLES]);
  const made = new Set<string>();
  return (statement) => {
    const created = nameIn(CREATE.exec(statement)?.[1]);
    if (created !== undefined) {
      if (known.has(created) || created.startsWith('pg_')) return false;
      made.add(created);
      return true;
    }
    const changed = nameIn(ABOUT_ONE.exec(statement)?.[1]);
    if (changed !== undefined) return made.has(changed);
    const member = nameIn(MEMBERSHIP.exec(statement)?.[2]);
    return member !== undefined && made.has(member);
  };
}

const nameIn = (written: string | undefined): string | undefined =>
  written?.startsWith('"') === true ? written.slice(1, -1).replaceAll('""', '"') : written;

/** Who granted a membership at the source need not exist here. */
const withoutGrantor = (statement: string): string =>
  /^GRANT /i.test(statement) ? statement.replace(/ GRANTED BY (?:"(?:[^"]|"")*"|[^\s"]+)$/i, '') : statement;

const SUPERUSER_ONLY = / (?:NO)?(?:SUPERUSER|BYPASSRLS|REPLICATION)\b/g;

/** On a managed server nobody may set some attributes, not even to what they are: the role is made without them. */
async function runs(connection: Connection, statement: string): Promise<boolean> {
  try {
    await connection.query(statement);
    return true;
  } catch {
    const [attributes = '', ...password] = statement.split(/(?= PASSWORD ')/);
    const humbler = attributes.replace(SUPERUSER_ONLY, '') + password.join('');
    if (humbler === statement || !/^ALTER ROLE /i.test(statement)) return false;
    const retried = await connection.query(humbler).then(
      () => true,
      () => false,
    );
    // A role that should be more than it can be here is worth a word.
    return retried && !/ (?:SUPERUSER|BYPASSRLS|REPLICATION)\b/.test(attributes);
  }
}

const notAllRestored = (failed: number): UserFacingError => ({
  code: 'RolesNotFullyRestored',
  message: `${String(failed)} ${failed === 1 ? 'statement' : 'statements'} about roles could not be run on the target server.`,
  recommendedAction: [
    'Compare the roles with those in the roles file of a restore as files, and complete them by hand where needed.',
  ],
});
