/**
 * Restores the roles of a backup into a server that has roles of its own. A role that already exists is left as it is,
 * the login of this restore among them: its password and rights belong to the target. New roles get no attributes that
 * make them more than owners of objects, unless the restore asks for them.
 */
import type { UserFacingError } from '#protocol/errors.ts';
import type { Connection, ConnectOptions } from '../connection.ts';
import { sqlStatements } from '../sql-statements.ts';
import { withTarget } from './target.ts';
import { wordsOf } from './restore-faults.ts';

interface Options {
  /** With all their attributes: superuser, login. */
  isFull: boolean;
}

/** Returns warnings for what was left out and for what failed. */
export const restoreRoles = (
  into: ConnectOptions,
  plain: AsyncIterable<Uint8Array>,
  { isFull }: Options,
): Promise<UserFacingError[]> =>
  withTarget(into, async (connection) => {
    const present = await connection.query<PresentRole>(
      `SELECT r.rolname::pg_catalog.text AS name, EXISTS (
         SELECT FROM pg_catalog.pg_roles m WHERE (m.rolsuper OR m.rolcreaterole OR m.rolreplication OR m.rolbypassrls
             OR m.rolname OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.name[]))
           AND pg_catalog.pg_has_role(r.oid, m.oid, 'MEMBER')
       ) AS "isMighty"
       FROM pg_catalog.pg_roles r`,
      [MIGHTY_ROLES],
    );
    const about = aboutNewRoles(present);
    const failed: string[] = [];
    const taken = new Map<string, string[]>();
    for await (const statement of sqlStatements(plain)) {
      const kind = about(statement);
      if (kind === undefined) continue;
      if (kind.grantsMight && !isFull) {
        failed.push(
          `${kind.subject} is not made a member of ${kind.grantsMight}, which has more rights than owning objects`,
        );
        continue;
      }
      if (kind.parameter && !isFull) {
        failed.push(`${kind.subject} is not given the right ${kind.parameter}, which is more than owning objects`);
        continue;
      }
      const { sql, rights } = isFull ? { sql: statement, rights: [] } : humbled(statement);
      if (rights.length > 0) taken.set(kind.subject, rights);
      const error = await run(connection, withoutGrantor(sql));
      if (error !== undefined) failed.push(`${kind.subject}: ${error}`);
    }
    return [
      ...(taken.size === 0 ? [] : [rightsTaken(taken)]),
      ...(failed.length === 0 ? [] : [notAllRestored(failed)]),
    ];
  });

export interface PresentRole {
  name: string;
  /** Whether a member of it is more than an owner of objects, directly or through other memberships. */
  isMighty: boolean;
}

const NAME = String.raw`("(?:[^"]|"")*"|[^\s;"]+)`;
const CREATE = new RegExp(String.raw`^CREATE ROLE ${NAME}$`, 'i');
const ABOUT_ONE = new RegExp(String.raw`^(?:ALTER ROLE|COMMENT ON ROLE) ${NAME}\s`, 'i');
const MEMBERSHIP = new RegExp(String.raw`^GRANT ${NAME} TO ${NAME}`, 'i');
const LABEL = new RegExp(String.raw`^SECURITY LABEL FOR ${NAME} ON ROLE ${NAME} IS `, 'i');
/** `ALTER SYSTEM` of some parameters runs programs, and `SET` of some loads libraries. */
const PARAMETER = new RegExp(String.raw`^GRANT ((?:SET|ALTER SYSTEM|ALL|,| )+ ON PARAMETER \S+) TO ${NAME}`, 'i');
/** Roles of Azure's service, which no other server can have (docs/reference/arm.md#14-files). */
const SERVICE_ROLES = ['azure_superuser', 'azure_pg_admin', 'azuresu', 'replication'];
/** Members of these can reach the server's files and programs, and so everything, or the objects of others. */
const MIGHTY_ROLES = [
  ...['pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files'],
  ...['pg_read_all_data', 'pg_write_all_data', 'pg_maintain', 'pg_signal_backend', 'pg_create_subscription'],
];

interface About {
  /** The role that is created, altered or made a member. */
  subject: string;
  /** The role that it becomes a member of, where that gives it more than ownership of objects. */
  grantsMight?: string;
  /** The right on a parameter of the server that it gets. */
  parameter?: string;
}

/**
 * Returns a function that recognises statements about roles that the server does not have: creating one, its
 * attributes, settings, comment, labels and rights on parameters, and memberships with a new role on one side. Statements about tablespaces, or only
 * about existing roles, are not recognised.
 */
export function aboutNewRoles(present: readonly PresentRole[]): (statement: string) => About | undefined {
  const known = new Set([...present.map(({ name }) => name), ...SERVICE_ROLES]);
  const mighty = new Set([...present.filter(({ isMighty }) => isMighty).map(({ name }) => name), ...MIGHTY_ROLES]);
  const made = new Set<string>();
  const isThere = (name: string): boolean => made.has(name) || known.has(name) || name.startsWith('pg_');
  return (statement) => {
    const created = nameIn(CREATE.exec(statement)?.[1]);
    if (created !== undefined) {
      if (known.has(created) || created.startsWith('pg_')) return undefined;
      made.add(created);
      return { subject: created };
    }
    const changed = nameIn(ABOUT_ONE.exec(statement)?.[1]);
    if (changed !== undefined) return made.has(changed) ? { subject: changed } : undefined;
    const labelled = nameIn(LABEL.exec(statement)?.[2]);
    if (labelled !== undefined) return made.has(labelled) ? { subject: labelled } : undefined;
    const [, parameter, grantee] = PARAMETER.exec(statement) ?? [];
    if (parameter !== undefined) {
      const subject = nameIn(grantee) ?? '';
      return made.has(subject) || grantee === 'PUBLIC' ? { subject, parameter } : undefined;
    }
    const [, role, member] = (MEMBERSHIP.exec(statement) ?? []).map(nameIn);
    if (role === undefined || member === undefined || !(made.has(role) || made.has(member))) return undefined;
    if (SERVICE_ROLES.includes(role) || SERVICE_ROLES.includes(member)) return undefined;
    if (!isThere(role) || !isThere(member)) return undefined;
    return { subject: member, ...(!made.has(role) && mighty.has(role) && { grantsMight: role }) };
  };
}

const nameIn = (written: string | undefined): string | undefined =>
  written?.startsWith('"') === true ? written.slice(1, -1).replaceAll('""', '"') : written;

/** CREATEROLE is one of them: up to version 15, its holder can become a member of any role but a superuser. */
const RIGHTS = / (SUPERUSER|CREATEROLE|REPLICATION|BYPASSRLS|LOGIN)\b/g;

/** The statement without the rights that a role gets only on request, and those rights. */
export function humbled(statement: string): { sql: string; rights: string[] } {
  const parts = inParts(statement);
  if (parts === undefined) return { sql: statement, rights: [] };
  const { role, attributes, rest } = parts;
  const rights = [...attributes.matchAll(RIGHTS)].map(([, right = '']) => right);
  return { sql: role + attributes.replace(RIGHTS, ' NO$1') + rest, rights };
}

/** Attributes are words, and come first. A name, a password and a date may hold anything. */
const ATTRIBUTES = new RegExp(String.raw`^(ALTER ROLE ${NAME} WITH)((?: [A-Z]+)*)(.*)`, 'is');

/** Undefined for a statement without attributes, such as a setting. */
function inParts(statement: string): { role: string; attributes: string; rest: string } | undefined {
  const [, role, , attributes = '', rest = ''] = ATTRIBUTES.exec(statement) ?? [];
  return role === undefined ? undefined : { role, attributes, rest };
}

/** The grantor of a membership at the source may not exist here. */
const withoutGrantor = (statement: string): string =>
  /^GRANT /i.test(statement) ? statement.replace(/ GRANTED BY (?:"(?:[^"]|"")*"|[^\s"]+)$/i, '') : statement;

const SUPERUSER_ONLY = / (?:NO)?(?:SUPERUSER|BYPASSRLS|REPLICATION)\b/g;

/**
 * Returns why the statement failed; undefined when it succeeded. On a managed server nobody may set some attributes,
 * not even to their present value: the role is created without them. An older server knows no options of a membership.
 */
async function run(connection: Connection, statement: string): Promise<string | undefined> {
  try {
    await connection.query(statement);
    return undefined;
  } catch (error) {
    const simpler = simplified(statement);
    if (simpler === undefined) return wordsOf(error);
    try {
      await connection.query(simpler.sql);
      return simpler.lacks ? wordsOf(error) : undefined;
    } catch (failure) {
      return wordsOf(failure);
    }
  }
}

/** `lacks`: whether the simpler statement does less than the original. */
function simplified(statement: string): { sql: string; lacks: boolean } | undefined {
  const parts = inParts(statement);
  if (parts !== undefined) {
    const { role, attributes, rest } = parts;
    const sql = role + attributes.replace(SUPERUSER_ONLY, '') + rest;
    const lacks = / (?:SUPERUSER|BYPASSRLS|REPLICATION)\b/.test(attributes);
    return sql === statement ? undefined : { sql, lacks };
  }
  const [grant, options] = statement.split(/ WITH (?=ADMIN|INHERIT|SET)/i);
  if (!/^GRANT /i.test(statement) || grant === undefined || options === undefined) return undefined;
  const isAdmin = /ADMIN (?:OPTION|TRUE)/i.test(options);
  const sql = isAdmin ? `${grant} WITH ADMIN OPTION` : grant;
  return sql === statement ? undefined : { sql, lacks: /(?:INHERIT|SET) FALSE/i.test(options) };
}

const SHOWN = 20;
const inWords = (items: readonly string[]): string =>
  `${items.slice(0, SHOWN).join('; ')}${items.length > SHOWN ? `; and ${String(items.length - SHOWN)} more` : ''}`;

const rightsTaken = (taken: ReadonlyMap<string, readonly string[]>): UserFacingError => ({
  code: 'RolesRestoredWithoutRights',
  message: `Roles were made without rights that they had at the source: ${inWords([...taken].map(([role, rights]) => `${role}: ${rights.join(', ')}`))}.`,
  recommendedAction: [
    'Give the roles that need it their rights by hand (ALTER ROLE … LOGIN; the passwords are those of the source), or restore again with all rights of roles.',
  ],
});

const notAllRestored = (failed: readonly string[]): UserFacingError => ({
  code: 'RolesNotFullyRestored',
  message: `Some roles could not be restored on the target server: ${inWords(failed)}.`,
  recommendedAction: [
    'Compare the roles with those in the roles file of a restore as files, and complete them by hand where needed.',
  ],
});
