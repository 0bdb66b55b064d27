/**
 * What a restore into a server would lose, reported before it begins, on real servers of several versions; and that the
 * restore then reports the same (decision 25).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { UserFacingError } from '#protocol/errors.ts';
import type { DatabaseProperties } from '#provider/ports.ts';
import { serverVersions, startPostgres, systemMajor, type TestPostgres } from '../testing/postgres.ts';
import { archiveOf, inPieces, prepareRestoring, tracesOn, type Archive, type Restoring } from '../testing/restoring.ts';
import { within } from '../testing/rich-databases.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const SYSTEM = await systemMajor();
/** The oldest, and those that brought another provider or locale. */
const MAJORS = (await serverVersions()).filter((major) => [13, 17, 18].includes(major));

let restoring: Restoring;
let source: TestPostgres;
let tablespace: string;
let archive: Archive;

beforeAll(async () => {
  restoring = await prepareRestoring();
  source = await startPostgres();
  tablespace = await mkdtemp('/tmp/bp-tablespace-');
  if (process.getuid?.() === 0) execFileSync('chown', ['postgres', tablespace]);
  await within(source, 'postgres', [
    `CREATE TABLESPACE fast LOCATION '${tablespace}'`,
    `CREATE DATABASE shop TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`,
    `ALTER DATABASE shop SET vacuum_cost_page_hit = 1`,
  ]);
  await within(source, 'shop', [
    // As pg_import_system_collations makes them of the locales of the source.
    `CREATE COLLATION pg_catalog."xx_XX.utf8" (provider = libc, locale = 'C')`,
    `CREATE COLLATION public.german (provider = libc, locale = 'C')`,
    `CREATE TABLE names (name text COLLATE pg_catalog."xx_XX.utf8", other text COLLATE public.german)`,
    `INSERT INTO names VALUES ('Ä', 'ß')`,
    `CREATE TABLE plain (n int) TABLESPACE fast`,
    `INSERT INTO plain SELECT generate_series(1, 5)`,
    // It says COLLATE, and names nothing that a restore would look for.
    `CREATE FUNCTION says() RETURNS text LANGUAGE sql AS $$ SELECT ' COLLATE pg_catalog."nowhere" '::text $$`,
  ]);
  archive = await archiveOf(source, 'shop');
});
afterAll(async () => {
  await source.remove();
  await restoring.remove();
  await rm(tablespace, { recursive: true, force: true });
});

async function foreseen(
  target: TestPostgres,
  { database, plain, properties }: Archive,
  change: Partial<DatabaseProperties> = {},
  only?: { schemas: string[]; tables: { schema: string; name: string }[] },
): Promise<UserFacingError[]> {
  return restoring.engine.foreseeRestore(
    await restoring.sealed(target),
    {
      id: '0'.repeat(32),
      ownersAndRoles: false,
      databases: [
        {
          name: database,
          targetName: `${database}_again`,
          replace: false,
          ...(properties && { properties: { ...properties, ...change } }),
          ...(only && { only }),
        },
      ],
    },
    { readDatabase: () => ({ format: 'custom', plain: inPieces(plain) }) },
  );
}
const codesOf = (warnings: readonly UserFacingError[]): string[] => warnings.map(({ code }) => code);

it('reports only the tablespaces where the target has all else, and creates nothing there', async () => {
  const warnings = await foreseen(source, { ...archive, plain: withoutCollation(archive.plain) });
  expect(warnings).toEqual([
    expect.objectContaining({
      code: 'TablespacesNotRestored',
      message: expect.stringContaining(
        `the database 'shop_again', tables or indexes lay in tablespaces: fast`,
      ) as string,
    }),
  ]);
  expect(await tracesOn(source)).toEqual([]);
});
/** The collation of that name is in this one database of the source alone. */
const withoutCollation = (plain: Buffer): Buffer =>
  Buffer.from(plain.toString('latin1').replaceAll('pg_catalog."xx_XX.utf8"', 'pg_catalog."C"         '), 'latin1');

it('reports nothing about what is not selected', async () => {
  expect(await foreseen(source, archive, {}, { schemas: [], tables: [{ schema: 'public', name: 'plain' }] })).toEqual([
    expect.objectContaining({ code: 'TablespacesNotRestored' }),
  ]);
});

it.each<[string, Partial<DatabaseProperties>, RegExp]>([
  ['a locale of the operating system', { collate: 'xx_XX.utf8' }, /shop_again.*the locale xx_XX\.utf8/],
  ['a locale of its characters alone', { ctype: 'xx_XX.utf8' }, /the locale C\.UTF-8/],
  ['a provider', { localeProvider: 'builtin', locale: 'PG_NOWHERE' }, /locale PG_NOWHERE of the provider builtin/],
  ['an invalid locale', { collate: `'; DROP TABLE x; --` }, /the locale '; DROP TABLE x; --/],
])('reports that %s is missing', async (_, change, words) => {
  const found = (await foreseen(source, archive, change)).find(({ code }) => code === 'DatabaseLocaleNotAvailable');
  expect(found?.message).toMatch(words);
});

it('reports a setting and a library that the target does not know, with the statement to run', async () => {
  const settings = [
    { name: 'no_such_setting', value: '1' },
    { name: 'my.own', value: 'x' },
    { name: 'session_preload_libraries', value: 'no_such_library' },
  ];
  const found = (await foreseen(source, archive, { settings })).filter(
    ({ code }) => code === 'DatabasePropertyNotRestored',
  );
  expect(found.map(({ message }) => message)).toEqual([
    expect.stringMatching(/shop_again.*setting no_such_setting/),
    expect.stringMatching(/shop_again.*setting session_preload_libraries.*no_such_library/),
  ]);
});

it('refuses an encoding that the target does not have, as the restore would', async () => {
  await expect(foreseen(source, archive, { encoding: 'EBCDIC' })).rejects.toMatchObject({
    code: 'UserErrorDatabasePropertiesNotSupported',
    message: expect.stringContaining('shop_again') as string,
    details: { serverError: expect.stringContaining('EBCDIC') as string },
  });
});

it('reports extensions that the target does not have, and the restore does not create them', async () => {
  await within(source, 'postgres', [`CREATE DATABASE extended`]);
  await within(source, 'extended', [`CREATE EXTENSION citext`]);
  const there = await archiveOf(source, 'extended');
  expect(await foreseen(source, there)).toEqual([]);
  const plain = Buffer.from(there.plain.toString('latin1').replaceAll('citext', 'citexx'), 'latin1');
  const extended = { ...there, plain };
  expect((await foreseen(source, extended)).map(({ message }) => message)).toEqual([
    expect.stringContaining(
      `The database 'extended_again' uses extensions that the target server does not have: citexx.`,
    ),
  ]);
  const summary = await restoring.restore(source, extended, { targetName: 'extended_again' });
  expect(summary.databases[0]?.notMade.map(({ object }) => object)).toContain('extension citexx');
});

it('reads the locale from an archive where the recovery point does not record it', async () => {
  const { properties: _, ...unrecorded } = archive;
  const warnings = await foreseen(source, { ...unrecorded, properties: undefined, plain: ofLocale(archive.plain) });
  expect(codesOf(warnings)).toContain('DatabaseLocaleNotAvailable');
});
const ofLocale = (plain: Buffer): Buffer =>
  Buffer.from(plain.toString('latin1').replace(`LOCALE = 'C.UTF-8'`, `LOCALE = 'x.UTF-8'`), 'latin1');

describe.each(MAJORS)('a target of PostgreSQL %d', (major) => {
  let target: TestPostgres;
  beforeAll(async () => {
    target = await startPostgres({ major });
  });
  afterAll(() => target.remove());

  it('is reported to lack what the restore then fails at', async () => {
    const warnings = await foreseen(target, archive);
    expect(codesOf(warnings)).toEqual([
      ...(major < SYSTEM ? ['TargetServerOlder'] : []),
      'CollationsNotAvailable',
      'TablespacesNotRestored',
    ]);
    expect(warnings.find(({ code }) => code === 'CollationsNotAvailable')?.message).toMatch(
      /database 'shop_again' uses collations .*: xx_XX\.utf8\./,
    );
    const summary = await restoring.restore(target, archive);
    expect(summary.databases[0]?.notMade.map(({ object, error }) => `${object}: ${error}`).join('\n')).toMatch(
      /table public\.names: .*collation "pg_catalog\.xx_XX\.utf8" .* does not exist/,
    );
  });

  it.each<[string, Partial<DatabaseProperties>, number]>([
    ['icu', { localeProvider: 'icu', locale: 'de' }, 15],
    ['builtin', { localeProvider: 'builtin', locale: 'C.UTF-8' }, 17],
    ['builtin', { localeProvider: 'builtin', locale: 'PG_UNICODE_FAST' }, 18],
    ['libc', { localeProvider: 'libc', collate: 'xx_XX.utf8', ctype: 'xx_XX.utf8' }, 99],
    ['libc', { localeProvider: 'libc', collate: 'C', ctype: 'C.UTF-8' }, 0],
  ])('says of the provider %s what the restore says: %o', async (_, change, since) => {
    const plain = await emptyArchive();
    const properties = { ...plain.properties, ...change } as DatabaseProperties;
    const isReported = (warnings: readonly UserFacingError[]) =>
      codesOf(warnings).includes('DatabaseLocaleNotAvailable');
    const before = isReported(await foreseen(target, { ...plain, properties }));
    const after = isReported(
      (await restoring.restore(target, { ...plain, properties }, { targetName: newName() })).warnings,
    );
    expect(before).toBe(after);
    if (major < since) expect(before).toBe(true);
  });
});

let made = 0;
const newName = (): string => `made_${String((made += 1))}`;
let empty: Promise<Archive> | undefined;
const emptyArchive = (): Promise<Archive> => {
  empty ??= within(source, 'postgres', [
    `CREATE DATABASE empty TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`,
  ]).then(() => archiveOf(source, 'empty'));
  return empty;
};
