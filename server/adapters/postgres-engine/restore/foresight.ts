/**
 * Predicts the warnings of a restore: compares the target's catalogues with the recovery point and the tables of
 * contents of its archives, by the rules of the restore itself. Problems that only a try can show are left to the job.
 * Changes nothing on the target.
 */
import type { UserFacingError } from '#protocol/errors.ts';
import {
  accessMethodNotAvailable,
  collationsNotAvailable,
  extensionsNotAvailable,
  localeNotAvailable,
  tablespacesNotRestored,
  targetIsOlder,
} from '#provider/domain/restore-warnings.ts';
import type { DatabaseRestore, ForeseeOptions, ServerRestore } from '#provider/ports.ts';
import type { ArchiveToc, TocEntry } from '../../postgres-archive/archive-toc.ts';
import type { Connection, ConnectOptions } from '../connection.ts';
import { readVersion } from '../facts.ts';
import { USUAL_ACCESS_METHOD } from './access-methods.ts';
import {
  libcLocalesOf,
  localeLacking,
  propertyNotRestored,
  settingStatements,
  type KnownProperties,
  type Need,
} from './as-it-was.ts';
import { withoutMissingLibraries } from './libraries.ts';
import { cannotCreate } from './restore-faults.ts';
import { tocOf } from './restore-into.ts';
import { selectEntries } from './selection.ts';
import { withTarget } from './target.ts';
import { propertiesInToc } from './toc-properties.ts';

/** Read before the target is queried, so that no connection to it waits for a disk. */
export async function readWishes(
  { databases }: ServerRestore,
  { readDatabase, onMoving }: Pick<ForeseeOptions, 'readDatabase' | 'onMoving'>,
): Promise<Wishes[]> {
  const wishes: Wishes[] = [];
  for (const database of databases) {
    const { format, plain } = readDatabase(database.name);
    wishes.push(wishesOf(database, format === 'custom' ? await tocOf(plain) : undefined));
    onMoving?.();
  }
  return wishes;
}

/** In the order of the databases. */
export const lackingAt = (
  into: ConnectOptions,
  wishes: readonly Wishes[],
  restore: Pick<ServerRestore, 'ownersAndRoles'>,
): Promise<UserFacingError[]> =>
  withTarget(into, async (connection) => {
    const { major } = await readVersion(connection);
    const warnings: UserFacingError[] = [];
    for (const one of wishes) warnings.push(...(await lackingOf(connection, major, one, restore)));
    return warnings;
  });

/** What a database needs on its target. */
export interface Wishes {
  targetName: string;
  properties: KnownProperties | undefined;
  sourceMajor: number | undefined;
  extensions: string[];
  /** By name, of the server's own. */
  collations: string[];
  ownCollations: { name: string; need: Need }[];
  /** Tables by access method, except access methods that the backup itself creates. */
  accessMethods: Map<string, string[]>;
  tablespaces: string[];
}

function wishesOf({ targetName, properties, only }: DatabaseRestore, toc: ArchiveToc | undefined): Wishes {
  const chosen = toc && only && selectEntries(toc.entries, only);
  const entries = (toc?.entries ?? []).filter(({ dumpId }) => chosen === undefined || chosen.has(dumpId));
  const made = new Set(entries.filter(({ desc }) => desc === 'ACCESS METHOD').map(({ tag }) => tag));
  const accessMethods = new Map<string, string[]>();
  for (const { accessMethod = USUAL_ACCESS_METHOD, namespace = '', tag } of entries) {
    if (accessMethod === USUAL_ACCESS_METHOD || made.has(accessMethod)) continue;
    const tables = accessMethods.get(accessMethod) ?? [];
    accessMethods.set(accessMethod, tables);
    tables.push(`${namespace}.${tag}`);
  }
  return {
    targetName,
    properties: properties ?? propertiesInToc(toc),
    sourceMajor: toc && Number.parseInt(toc.serverVersion, 10),
    extensions: entries.filter(({ desc }) => desc === 'EXTENSION').map(({ tag }) => tag),
    collations: [...new Set(entries.flatMap(collationsNamed))],
    ownCollations: entries.flatMap(ownCollation),
    accessMethods,
    tablespaces: [...new Set(entries.flatMap(({ tablespace }) => tablespace ?? []))],
  };
}

/** Kinds that fail as a whole when one of their collations is missing. */
const WITH_COLLATIONS = [
  'TABLE',
  'FOREIGN TABLE',
  'VIEW',
  'MATERIALIZED VIEW',
  'INDEX',
  'CONSTRAINT',
  'TYPE',
  'DOMAIN',
];
const COLLATE = / COLLATE pg_catalog\.(?:"((?:[^"]|"")+)"|([a-z_][\w$]*))/g;

function collationsNamed({ desc, defn }: TocEntry): string[] {
  if (!WITH_COLLATIONS.includes(desc)) return [];
  return [...defn.matchAll(COLLATE)].map(([, inQuotes, bare = '']) => inQuotes?.replaceAll('""', '"') ?? bare);
}

/** `CREATE COLLATION public.german (provider = libc, locale = 'de_DE.utf8');` */
function ownCollation({ desc, namespace = '', tag, defn }: TocEntry): Wishes['ownCollations'] {
  if (desc !== 'COLLATION') return [];
  const name = `${namespace}.${tag}`;
  if (defn.includes('(provider = icu,')) return [{ name, need: { kind: 'icu' } }];
  const isBuiltin = defn.includes('(provider = builtin,');
  const locales = new Set(
    [...defn.matchAll(/(?:locale|lc_collate|lc_ctype) = '((?:[^']|'')*)'/g)].map(([, locale = '']) =>
      locale.replaceAll("''", "'"),
    ),
  );
  return [...locales].map((locale) => ({ name, need: { kind: isBuiltin ? 'builtin' : 'libc', locale } }));
}

async function lackingOf(
  connection: Connection,
  major: number,
  wishes: Wishes,
  { ownersAndRoles }: Pick<ServerRestore, 'ownersAndRoles'>,
): Promise<UserFacingError[]> {
  const { targetName, properties, sourceMajor } = wishes;
  const warnings: UserFacingError[] = [];
  if (sourceMajor !== undefined && sourceMajor > major) warnings.push(targetIsOlder(targetName, sourceMajor, major));
  const [found] = await connection.query<Found>(LACKING, [
    wishes.extensions,
    wishes.collations,
    properties?.encoding ?? 'UTF8',
    [...wishes.accessMethods.keys()],
    (properties?.settings ?? []).map(({ name }) => name).filter((name) => !name.includes('.')),
  ]);
  if (found === undefined) return warnings;
  if (!found.hasEncoding)
    throw cannotCreate(targetName, new Error(`"${properties?.encoding ?? ''}" is not a valid encoding name`));
  const libc = await libcLocalesLacking(connection, [
    ...(properties ? libcLocalesOf(properties, { major }) : []),
    ...wishes.ownCollations.flatMap(({ need }) => (need.kind === 'libc' ? [need.locale] : [])),
  ]);
  const has = (need: Need): boolean => {
    if (need.kind === 'icu') return found.hasIcu;
    return need.kind === 'libc' ? !libc.has(need.locale) : found.builtin.includes(need.locale);
  };
  const lacks = properties && localeLacking(properties, { major }, has);
  if (lacks !== undefined) warnings.push(localeNotAvailable(targetName, lacks));
  if (found.extensions.length > 0) warnings.push(extensionsNotAvailable(targetName, found.extensions));
  const collations = [
    ...found.collations,
    ...new Set(wishes.ownCollations.filter(({ need }) => !has(need)).map(({ name }) => name)),
  ];
  if (collations.length > 0) warnings.push(collationsNotAvailable(targetName, collations));
  // An extension may define it.
  if (wishes.extensions.every((name) => USUAL_EXTENSIONS.includes(name)))
    for (const method of found.accessMethods)
      warnings.push(accessMethodNotAvailable(targetName, method, wishes.accessMethods.get(method) ?? []));
  if (wishes.tablespaces.length > 0) warnings.push(tablespacesNotRestored(targetName, wishes.tablespaces));
  const unknown = (properties?.settings ?? []).filter(({ name }) => found.settings.includes(name));
  for (const statement of settingStatements(targetName, { settings: unknown }, ownersAndRoles)) {
    const error = 'The target server does not know this configuration parameter.';
    warnings.push(propertyNotRestored(targetName, targetName, { statement, error }));
  }
  if (properties) warnings.push(...(await withoutMissingLibraries(connection, targetName, properties)).warnings);
  return warnings;
}

const USUAL_EXTENSIONS = ['plpgsql'];

interface Found {
  hasEncoding: boolean;
  hasIcu: boolean;
  builtin: string[];
  /** Which of each kind are missing. */
  extensions: string[];
  collations: string[];
  accessMethods: string[];
  settings: string[];
}

const missing = (place: number, from: string): string =>
  `ARRAY(SELECT w.name FROM pg_catalog.unnest($${String(place)}::pg_catalog.text[]) AS w (name)
     WHERE NOT EXISTS (SELECT FROM ${from}) ORDER BY 1)`;
/**
 * initdb put collations of every provider that the server was built with into the catalogue. Columns differ by version.
 */
const LACKING = `SELECT
  pg_catalog.pg_char_to_encoding($3::pg_catalog.name) >= 0 AS "hasEncoding",
  EXISTS (SELECT FROM pg_catalog.pg_collation c WHERE c.collprovider = 'i') AS "hasIcu",
  ARRAY(SELECT DISTINCT pg_catalog.to_jsonb(c) ->> 'colllocale' FROM pg_catalog.pg_collation c
    WHERE c.collprovider = 'b' AND pg_catalog.to_jsonb(c) ->> 'colllocale' IS NOT NULL) AS builtin,
  ${missing(1, 'pg_catalog.pg_available_extensions e WHERE e.name::pg_catalog.text = w.name')} AS extensions,
  ${missing(
    2,
    `pg_catalog.pg_collation c WHERE c.collname::pg_catalog.text = w.name
       AND EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.oid = c.collnamespace AND n.nspname = 'pg_catalog')
       AND c.collencoding IN (-1, pg_catalog.pg_char_to_encoding($3::pg_catalog.name))`,
  )} AS collations,
  ${missing(4, `pg_catalog.pg_am a WHERE a.amname::pg_catalog.text = w.name AND a.amtype = 't'`)} AS "accessMethods",
  ${missing(5, 'pg_catalog.pg_settings s WHERE pg_catalog.lower(s.name) = pg_catalog.lower(w.name)')} AS settings`;

/**
 * Which of them the server's operating system lacks. The catalogue shows the locales at initdb; setting one in the
 * session fails when it is missing now.
 */
async function libcLocalesLacking(connection: Connection, locales: readonly string[]): Promise<Set<string>> {
  const lacking = new Set<string>();
  await connection.query('BEGIN');
  for (const locale of new Set(locales)) {
    await connection.query('SAVEPOINT locale');
    await connection
      .query(`SELECT pg_catalog.set_config('lc_time', $1, true)`, [locale])
      .catch(() => lacking.add(locale));
    await connection.query('ROLLBACK TO SAVEPOINT locale');
  }
  await connection.query('ROLLBACK');
  return lacking;
}
