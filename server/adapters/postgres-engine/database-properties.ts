/** Properties of the databases of a server that the dump of their contents does not restore. */
import type { DatabaseProperties } from '#provider/ports.ts';
import type { Connection } from './connection.ts';
import { readVersion } from './facts.ts';
import { asBytes, escapedName, hexOf, hexOfText, nameOf, textOf } from './raw-names.ts';

/** For every database with a valid name, including templates and those that refuse connections. */
export async function readDatabaseProperties(connection: Connection): Promise<Map<string, DatabaseProperties>> {
  const { major } = await readVersion(connection);
  return asBytes(connection, async () => {
    const databases = await connection.query<DatabaseRow>(databasesQuery(major));
    const settings = await connection.query<SettingRow>(SETTINGS);
    const grants = await connection.query<GrantRow>(GRANTS);
    const found = new Map<string, DatabaseProperties>();
    for (const row of databases) {
      const name = nameOf(row.hex);
      if (name !== undefined) found.set(name, propertiesOf(row, settings, grants));
    }
    return found;
  });
}

interface DatabaseRow {
  oid: number;
  hex: string;
  encoding: string;
  provider: 'c' | 'i' | 'b';
  collate: string | null;
  ctype: string | null;
  locale: string | null;
  rules: string | null;
  owner: string;
  limit: number;
  /** The bytes in hexadecimal. */
  comment: string | null;
  hasGrants: boolean;
}

interface SettingRow {
  database: number;
  role: string | null;
  /** `name=value`, the bytes in hexadecimal. */
  setting: string;
}

interface GrantRow {
  database: number;
  grantee: string;
  privilege: string;
  isGrantable: boolean;
}

const PROVIDERS = { c: 'libc', i: 'icu', b: 'builtin' } as const;

function propertiesOf(
  row: DatabaseRow,
  settings: readonly SettingRow[],
  grants: readonly GrantRow[],
): DatabaseProperties {
  const ofThis = ({ database }: { database: number }) => database === row.oid;
  const comment = row.comment === null ? undefined : textOf(row.comment, row.encoding);
  return {
    encoding: row.encoding,
    localeProvider: PROVIDERS[row.provider],
    collate: row.collate ?? '',
    ctype: row.ctype ?? '',
    ...(row.locale !== null && { locale: row.locale }),
    ...(row.rules !== null && { icuRules: row.rules }),
    owner: row.owner,
    connectionLimit: row.limit,
    ...(comment !== undefined && { comment }),
    settings: settings.filter(ofThis).flatMap(({ role, setting }) => {
      const text = textOf(setting, row.encoding);
      if (text === undefined) return [];
      const at = text.indexOf('=');
      return [{ ...(role !== null && { role }), name: text.slice(0, at), value: text.slice(at + 1) }];
    }),
    ...(row.hasGrants && {
      grants: grants.filter(ofThis).map(({ grantee, privilege, isGrantable }) => ({ grantee, privilege, isGrantable })),
    }),
  };
}

/** In bytes. An owner may write any number of megabytes, which must not fail the backup of others. */
const LONGEST_TEXT = 64 * 1024;

const areTooLong = `pg_catalog.octet_length(pg_catalog.array_to_string(s.setconfig, '')) > ${String(LONGEST_TEXT)}`;

export interface LostText {
  database: string;
  what: 'comment' | 'settings';
  /** Why it is not kept: its length, or that it is not valid in the encoding of the database. */
  why: 'length' | 'encoding';
}

/** What is not kept, for a warning. */
export const readLostTexts = (connection: Connection): Promise<LostText[]> =>
  asBytes(connection, async () => {
    const tooLong = await connection.query<{ hex: string; what: LostText['what'] }>(
      `SELECT ${hexOf('d.datname')} AS hex, 'comment' AS what FROM pg_catalog.pg_database d
       WHERE pg_catalog.octet_length(pg_catalog.shobj_description(d.oid, 'pg_database')) > ${String(LONGEST_TEXT)}
       UNION
       SELECT ${hexOf('d.datname')}, 'settings' FROM pg_catalog.pg_database d
         JOIN pg_catalog.pg_db_role_setting s ON s.setdatabase = d.oid WHERE ${areTooLong}`,
    );
    const databases = await connection.query<DatabaseRow>(databasesQuery((await readVersion(connection)).major));
    const settings = await connection.query<SettingRow>(SETTINGS);
    return [
      ...tooLong.map(({ hex, what }): LostText => ({ database: shown(hex), what, why: 'length' })),
      ...databases.flatMap(({ oid, hex, encoding, comment }): LostText[] => {
        const isLost = (text: string) => textOf(text, encoding) === undefined;
        const database = shown(hex);
        return [
          ...(comment !== null && isLost(comment) ? [{ database, what: 'comment', why: 'encoding' } as const] : []),
          ...(settings.some((each) => each.database === oid && isLost(each.setting))
            ? [{ database, what: 'settings', why: 'encoding' } as const]
            : []),
        ];
      }),
    ];
  });

const shown = (hex: string): string => nameOf(hex) ?? escapedName(hex);

/**
 * Locale providers came with 15, the rules of ICU with 16, and 17 unified the column for the locale of all providers.
 */
const databasesQuery = (major: number): string => `
  SELECT d.oid, ${hexOf('d.datname')} AS hex,
    pg_catalog.pg_encoding_to_char(d.encoding) AS encoding,
    ${major >= 15 ? 'd.datlocprovider' : `'c'`} AS provider,
    d.datcollate AS collate, d.datctype AS ctype,
    ${localeColumn(major)} AS locale,
    ${major >= 16 ? 'd.daticurules' : 'NULL'} AS rules,
    pg_catalog.pg_get_userbyid(d.datdba) AS owner, d.datconnlimit AS "limit",
    CASE WHEN pg_catalog.octet_length(pg_catalog.shobj_description(d.oid, 'pg_database')) <= ${String(LONGEST_TEXT)}
      THEN ${hexOfText(`pg_catalog.shobj_description(d.oid, 'pg_database')`)} END AS comment, d.datacl IS NOT NULL AS "hasGrants"
  FROM pg_catalog.pg_database d`;

function localeColumn(major: number): string {
  if (major >= 17) return 'd.datlocale';
  return major >= 15 ? 'd.daticulocale' : 'NULL';
}

/** Settings of a role for every database belong to the role, and are in the dump of the roles. */
const SETTINGS = `
  SELECT s.setdatabase AS database, r.rolname AS role, ${hexOfText('c.setting')} AS setting
  FROM pg_catalog.pg_db_role_setting s
    LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
    CROSS JOIN pg_catalog.unnest(s.setconfig) WITH ORDINALITY AS c (setting, place)
  WHERE s.setdatabase <> 0 AND NOT ${areTooLong} AND (s.setrole = 0 OR r.oid IS NOT NULL)
  ORDER BY r.rolname COLLATE pg_catalog."C" NULLS FIRST, c.place`;

const GRANTS = `
  SELECT d.oid AS database,
    CASE a.grantee WHEN 0 THEN '' ELSE pg_catalog.pg_get_userbyid(a.grantee) END AS grantee,
    a.privilege_type AS privilege, a.is_grantable AS "isGrantable"
  FROM pg_catalog.pg_database d CROSS JOIN pg_catalog.aclexplode(d.datacl) a`;
