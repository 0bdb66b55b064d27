/**
 * Gives a database the properties it had at the source: encoding and locale when it is created; owner, grants,
 * settings, limit and comment when it is complete. A property that the target does not support becomes a warning. An
 * unsupported encoding refuses the restore, because the data could not be read afterwards.
 */
import type { UserFacingError } from '#protocol/errors.ts';
import { localeNotAvailable } from '#provider/domain/restore-warnings.ts';
import type { DatabaseProperties } from '#provider/ports.ts';
import type { Connection } from '../connection.ts';
import type { ServerVersion } from '../facts.ts';
import { quoted } from '../../quoted.ts';
import { literal } from './names.ts';
import { cannotCreate, restoreFaultOf, stateOf, templateFault, wordsOf } from './restore-faults.ts';

/** The known properties of the database when the recovery point does not record all of them. */
export type KnownProperties = Pick<DatabaseProperties, 'encoding'> & Partial<DatabaseProperties>;

/** What a server must have for one way of creating a database. */
export type Need = { kind: 'libc' | 'builtin'; locale: string } | { kind: 'icu' };

interface Way {
  clauses: string[];
  needs: Need[];
  /** What the database lacks, in words; absent when it is as it was. */
  lacks?: string;
}

/**
 * Creates the database, as close to the source as the target allows. It is called `name` until it gets its own name,
 * `targetName`.
 */
export async function createDatabase(
  connection: Connection,
  { name, targetName }: { name: string; targetName: string },
  owner: string | undefined,
  properties: KnownProperties | undefined,
  server: ServerVersion,
): Promise<UserFacingError[]> {
  const statement = (clauses: readonly string[]): string =>
    [
      `CREATE DATABASE ${quoted(name)} TEMPLATE template0`,
      ...(owner === undefined ? [] : [`OWNER ${quoted(owner)}`]),
      ...clauses,
    ].join(' ');
  if (properties === undefined) {
    await connection.query(statement([])).catch((error: unknown) => {
      throw templateFault(error) ?? restoreFaultOf(error);
    });
    return [];
  }
  let refusal: unknown;
  for (const { clauses, lacks } of waysToCreate(properties, server)) {
    try {
      await connection.query(statement(clauses));
      return lacks === undefined
        ? []
        : [localeNotAvailable(targetName, lacks, refusal === undefined ? undefined : wordsOf(refusal))];
    } catch (error) {
      if (!ABOUT_LOCALE.has(stateOf(error) ?? '')) throw templateFault(error) ?? restoreFaultOf(error);
      refusal ??= error;
    }
  }
  throw cannotCreate(targetName, refusal);
}

/**
 * SQLSTATEs of a locale, an encoding or a provider that the server does not have: they differ from version to version, and
 * an unknown option is a syntax error.
 */
const ABOUT_LOCALE = new Set(['22023', '42809', '42601', '0A000', '42704', '22P03', 'XX000', '42P17', '42P16']);

/** From an exact copy to what every server supports. Each keeps the encoding. */
function waysToCreate(properties: KnownProperties, { major }: Pick<ServerVersion, 'major'>): Way[] {
  const { encoding, localeProvider = 'libc', collate, ctype, locale, icuRules } = properties;
  const encoded = `ENCODING ${literal(encoding)}`;
  const libcNeeds: Need[] =
    collate === undefined ? [] : [collate, ctype ?? collate].map((each) => ({ kind: 'libc', locale: each }));
  const libc = collate === undefined ? [] : [`LC_COLLATE ${literal(collate)}`, `LC_CTYPE ${literal(ctype ?? collate)}`];
  const ways: Way[] = [];
  const described =
    localeProvider === 'libc' ? `locale ${collate ?? ''}` : `locale ${locale ?? ''} of the provider ${localeProvider}`;
  if (localeProvider === 'icu' && major >= 15 && locale !== undefined) {
    const icu = [encoded, 'LOCALE_PROVIDER icu', `ICU_LOCALE ${literal(locale)}`, ...libc];
    const needs: Need[] = [{ kind: 'icu' }, ...libcNeeds];
    const isRuled = icuRules !== undefined && icuRules !== '';
    if (isRuled && major >= 16) ways.push({ clauses: [...icu, `ICU_RULES ${literal(icuRules)}`], needs });
    ways.push({ clauses: icu, needs, ...(isRuled && { lacks: 'the ICU rules of its collation' }) });
  }
  if (localeProvider === 'builtin' && major >= 17 && locale !== undefined) {
    ways.push({
      clauses: [encoded, 'LOCALE_PROVIDER builtin', `BUILTIN_LOCALE ${literal(locale)}`, ...libc],
      needs: [{ kind: 'builtin', locale }, ...libcNeeds],
    });
  }
  const provider = major >= 15 ? ['LOCALE_PROVIDER libc'] : [];
  if (libc.length > 0) {
    ways.push({
      clauses: [encoded, ...provider, ...libc],
      needs: libcNeeds,
      ...(localeProvider !== 'libc' && { lacks: `the ${described}` }),
    });
  }
  const lacks = libc.length === 0 ? {} : { lacks: `the ${described}` };
  // The target's default for new databases, where it fits the encoding; the locale C fits every encoding.
  ways.push({ clauses: [encoded, ...provider], needs: [], ...lacks });
  ways.push({ clauses: [encoded, ...provider, `LC_COLLATE 'C'`, `LC_CTYPE 'C'`], needs: [], ...lacks });
  return ways;
}

/**
 * What the database will lack, in words, on a server whose features `has` reports; undefined when it comes back as it
 * was.
 */
export const localeLacking = (
  properties: KnownProperties,
  server: Pick<ServerVersion, 'major'>,
  has: (need: Need) => boolean,
): string | undefined => waysToCreate(properties, server).find(({ needs }) => needs.every(has))?.lacks;

/** The locales of the operating system that a database may need. */
export const libcLocalesOf = (properties: KnownProperties, server: Pick<ServerVersion, 'major'>): string[] =>
  waysToCreate(properties, server).flatMap(({ needs }) =>
    needs.flatMap((need) => (need.kind === 'libc' ? [need.locale] : [])),
  );

/** A statement about the database, what it is about, and what to do where it fails. */
export interface PropertyStatement {
  sql: string;
  about: string;
}

/**
 * Settings that are lists: `SET` takes them element by element. The full list of PostgreSQL
 * (`variable_is_guc_list_quote`).
 */
const LISTS = [
  'local_preload_libraries',
  'search_path',
  'session_preload_libraries',
  'shared_preload_libraries',
  'temp_tablespaces',
  'unix_socket_directories',
];

/** Settings and connection limit. Settings of roles are included only where roles are restored. */
export function settingStatements(
  name: string,
  { settings = [], connectionLimit = -1 }: Partial<DatabaseProperties>,
  withRoles: boolean,
): PropertyStatement[] {
  return [
    ...(connectionLimit === -1
      ? []
      : [
          {
            sql: `ALTER DATABASE ${quoted(name)} CONNECTION LIMIT ${String(Math.trunc(connectionLimit))}`,
            about: `connection limit ${String(connectionLimit)}`,
          },
        ]),
    ...settings
      .filter(({ role }) => role === undefined || withRoles)
      .map(({ role, name: setting, value }) => ({
        sql: `${
          role === undefined
            ? `ALTER DATABASE ${quoted(name)}`
            : `ALTER ROLE ${quoted(role)} IN DATABASE ${quoted(name)}`
        } SET ${settingName(setting)} TO ${settingValue(setting, value)}`,
        about: `setting ${setting}${role === undefined ? '' : ` of the role ${role}`}`,
      })),
  ];
}

const settingName = (name: string): string => name.split('.').map(quoted).join('.');

function settingValue(name: string, value: string): string {
  if (!LISTS.includes(name.toLowerCase())) return literal(value).trim();
  const elements = listElements(value);
  return elements.length === 0 ? `''` : elements.map((element) => literal(element).trim()).join(', ');
}

/** The elements of a list as PostgreSQL keeps it: each bare, or in double quotes that are doubled inside. */
const listElements = (value: string): string[] =>
  [...value.matchAll(/"((?:[^"]|"")*)(?:"|$)|[^",]+/g)].flatMap(([bare, inQuotes]) => {
    if (inQuotes !== undefined) return [inQuotes.replaceAll('""', '"')];
    return bare.trim() === '' ? [] : [bare.trim()];
  });

/** Owner and grants. Without the roles of the backup, only the rights of PUBLIC are kept. */
export function ownerStatements(
  name: string,
  { owner, grants }: Partial<DatabaseProperties>,
  { withRoles, replacedOwner }: { withRoles: boolean; replacedOwner?: string | undefined },
): PropertyStatement[] {
  const database = `DATABASE ${quoted(name)}`;
  const newOwner = (withRoles ? owner : undefined) ?? replacedOwner;
  const statements: PropertyStatement[] =
    newOwner === undefined
      ? []
      : [{ sql: `ALTER ${database} OWNER TO ${quoted(newOwner)}`, about: `owner ${newOwner}` }];
  if (grants === undefined) return statements;
  statements.push({ sql: `REVOKE ALL ON ${database} FROM PUBLIC`, about: 'rights of PUBLIC' });
  for (const { grantee, privilege, isGrantable } of grants) {
    if (!/^[A-Z]+$/.test(privilege)) continue;
    if (grantee !== '' && (!withRoles || grantee === newOwner)) continue;
    const to = grantee === '' ? 'PUBLIC' : quoted(grantee);
    statements.push({
      sql: `GRANT ${privilege} ON ${database} TO ${to}${isGrantable ? ' WITH GRANT OPTION' : ''}`,
      about: `right ${privilege} of ${grantee === '' ? 'PUBLIC' : `the role ${grantee}`}`,
    });
  }
  return statements;
}

export interface Refused {
  statement: PropertyStatement;
  error: string;
}

/** Runs each statement in its own savepoint: one that fails does not undo the others. */
export async function runEach(connection: Connection, statements: readonly PropertyStatement[]): Promise<Refused[]> {
  const refused: Refused[] = [];
  for (const statement of statements) {
    await connection.query('SAVEPOINT property');
    try {
      await connection.query(statement.sql);
      await connection.query('RELEASE SAVEPOINT property');
    } catch (error) {
      await connection.query('ROLLBACK TO SAVEPOINT property');
      refused.push({ statement, error: wordsOf(error) });
    }
  }
  return refused;
}

/** `name` is the temporary name of the database in the statement. */
export const propertyNotRestored = (
  targetName: string,
  name: string,
  { statement, error }: Refused,
): UserFacingError => ({
  code: 'DatabasePropertyNotRestored',
  message: `The database '${targetName}' does not have the ${statement.about} that it had. PostgreSQL says: ${error}`,
  recommendedAction: [
    `Run by hand what is missing, as a role that may: ${statement.sql.replaceAll(quoted(name), quoted(targetName))}`,
  ],
});

export const commentNotRestored = (targetName: string, comment: string, error: unknown): UserFacingError =>
  propertyNotRestored(targetName, targetName, {
    statement: { sql: `COMMENT ON DATABASE ${quoted(targetName)} IS${literal(comment)}`, about: 'comment' },
    error: wordsOf(error),
  });

export const propertiesUnknown = (targetName: string): UserFacingError => ({
  code: 'DatabasePropertiesUnknown',
  message: `The recovery point does not record the encoding, locale, owner, grants, settings, limit and comment that the database '${targetName}' had. It has what the target server gives new databases.`,
  recommendedAction: ['Compare the database with the source where these matter.'],
});
