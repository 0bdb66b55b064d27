/**
 * Restores the roles of a backup into a server that has roles of its own. A role that is there already is left as it is:
 * its password and its rights belong to the target, the login of this restore among them. Roles that are made come without
 * what would make them more than owners of objects, unless that was asked for.
 */
import type { UserFacingError } from '#protocol/errors.ts';
import type { Connection, ConnectOptions } from '../connection.ts';
import { sqlStatements } from '../sql-statements.ts';
import { withTarget } from './target.ts';
import { wordsOf } from './restore-faults.ts';

interface Options {
  /** With all that they were: superusers, logins. */
  isFull: boolean;
}

/** Answers warnings for what was left away and for what could not be done. */
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
  /** Whoever is a member of it is more than an owner of objects, by itself or through what it is a member of. */
  isMighty: boolean;
}

const NAME = String.raw`("(?:[^"]|"")*"|[^\s;"]+)`;
const CREATE = new RegExp(String.raw`^CREATE ROLE ${NAME}$`, 'i');
const ABOUT_ONE = new RegExp(String.raw`^(?:ALTER ROLE|COMMENT ON ROLE) ${NAME}\s`, 'i');
const MEMBERSHIP = new RegExp(String.raw`^GRANT ${NAME} TO ${NAME}`, 'i');
/** Roles of Azure's service, which no other server can have (docs/reference/arm.md#14-files). */
const SERVICE_ROLES = ['azure_superuser', 'azure_pg_admin', 'azuresu', 'replication'];
/** Members of these reach the server's files and programs, and with them everything, or what belongs to others. */
const MIGHTY_ROLES = [
  ...['pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files'],
  ...['pg_read_all_data', 'pg_write_all_data', 'pg_maintain', 'pg_signal_backend', 'pg_create_subscription'],
];

interface About {
  /** The role that is made, changed or made a member. */
  subject: string;
  /** The role that it becomes a member of, where that gives it more than objects. */
  grantsMight?: string;
}

/**
 * Tells, statement by statement, which are about roles that the server does not have: making one, its attributes,
 * settings and comment, and memberships of which one side was made. Tablespaces, and what is only about roles that were
 * there, are not.
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
    const [, role, member] = (MEMBERSHIP.exec(statement) ?? []).map(nameIn);
    if (role === undefined || member === undefined || !(made.has(role) || made.has(member))) return undefined;
    if (SERVICE_ROLES.includes(role) || SERVICE_ROLES.includes(member)) return undefined;
    if (!isThere(role) || !isThere(member)) return undefined;
    return { subject: member, ...(!made.has(role) && mighty.has(role) && { grantsMight: role }) };
  };
}

const nameIn = (written: string | undefined): string | undefined =>
  written?.startsWith('"') === true ? written.slice(1, -1).replaceAll('""', '"') : written;

/** CREATEROLE is one of them: up to version 15, who has it makes itself a member of any role but a superuser. */
const RIGHTS = / (SUPERUSER|CREATEROLE|REPLICATION|BYPASSRLS|LOGIN)\b/g;

/** The statement without the rights that a role is only given when somebody asks for them, and which those are. */
export function humbled(statement: string): { sql: string; rights: string[] } {
  const parts = inParts(statement);
  if (parts === undefined) return { sql: statement, rights: [] };
  const { role, attributes, rest } = parts;
  const rights = [...attributes.matchAll(RIGHTS)].map(([, right = '']) => right);
  return { sql: role + attributes.replace(RIGHTS, ' NO$1') + rest, rights };
}

/** Attributes are words, and come first. A name, a password and a date may hold anything. */
const ATTRIBUTES = new RegExp(String.raw`^(ALTER ROLE ${NAME} WITH)((?: [A-Z]+)*)(.*)`, 'is');

/** Undefined for what gives no attributes, such as a setting. */
function inParts(statement: string): { role: string; attributes: string; rest: string } | undefined {
  const [, role, , attributes = '', rest = ''] = ATTRIBUTES.exec(statement) ?? [];
  return role === undefined ? undefined : { role, attributes, rest };
}

/** Who granted a membership at the source need not exist here. */
const withoutGrantor = (statement: string): string =>
  /^GRANT /i.test(statement) ? statement.replace(/ GRANTED BY (?:"(?:[^"]|"")*"|[^\s"]+)$/i, '') : statement;

const SUPERUSER_ONLY = / (?:NO)?(?:SUPERUSER|BYPASSRLS|REPLICATION)\b/g;

/**
 * Answers why the statement could not be run; undefined when it could. On a managed server nobody may set some attributes,
 * not even to what they are: the role is made without them. An older server knows no options of a membership.
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

/** `lacks` tells whether the simpler statement does less than was meant. */
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
  message: `Not all of the roles could be restored on the target server: ${inWords(failed)}.`,
  recommendedAction: [
    'Compare the roles with those in the roles file of a restore as files, and complete them by hand where needed.',
  ],
});
