/** Dumps that were made elsewhere, of each format, and what is refused of them. */
import { execFile } from 'node:child_process';
import { appendFile, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import type { ImportedSummary, VaultStorage } from '#provider/ports.ts';
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts';
import { fingerprint, within } from '../../testing/rich-databases.ts';
import { sampleManifest } from '../../testing/sample-manifest.ts';
import { point, vaultsIn } from '../../testing/store-suite.ts';
import { openEngine, type TestEngine } from '../../testing/test-engine.ts';
import { createFolderStore } from '../stores/folder-store.ts';

const TIMEOUT_MS = 120_000;
const run = promisify(execFile);

let postgres: TestPostgres;
let folder = '';
let test: TestEngine;
let storage: VaultStorage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bp-import-'));
  postgres = await startPostgres();
  await within(postgres, 'postgres', ['CREATE ROLE alice', 'CREATE DATABASE "odd shop"']);
  await within(postgres, 'odd shop', [
    'CREATE SCHEMA "my schema"',
    'CREATE TABLE orders (id int PRIMARY KEY, note text, at timestamptz)',
    `INSERT INTO orders SELECT n, E'\\\\restrict \\r row ' || n, now() FROM generate_series(1, 3000) AS n`,
    'CREATE TABLE "my schema"."odd ""one""" (a text)',
    `INSERT INTO "my schema"."odd ""one""" VALUES ('COPY x FROM stdin;'), (NULL)`,
    'CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql AS $$ SELECT $1 * 2 $$',
    'CREATE INDEX ON orders (twice(id))',
    'ALTER TABLE orders OWNER TO alice',
    'GRANT SELECT ON "my schema"."odd ""one""" TO alice',
  ]);
  test = await openEngine(folder);
  ({ storage } = await vaultsIn(createFolderStore(join(folder, 'vaults'))));
}, TIMEOUT_MS);
afterAll(async () => {
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const dump = (name: string, ...args: string[]) =>
  run(join(postgres.binFolder, 'pg_dump'), [...args, '-f', at(name), postgres.url('odd shop')]);

const imported = async (name: string, database?: string): Promise<ImportedSummary> => {
  const writer = await storage.begin(point);
  const { signal } = new AbortController();
  const summary = await test.engine.importDump(
    { path: at(name), ...(database !== undefined && { database }) },
    writer,
    {
      signal,
      onProgress: () => undefined,
    },
  );
  await writer.commit({ ...sampleManifest(point, []), ...summary });
  return summary;
};

const FORMATS: [string, string, string[], string | undefined][] = [
  ['custom', 'shop.dump', ['-Fc'], undefined],
  ['custom', 'plain.dump', ['-Fc', '-Z0'], undefined],
  ['directory', 'shop.dir', ['-Fd'], undefined],
  ['tar', 'shop.tar', ['-Ft'], undefined],
  ['sql', 'shop.sql', [], 'odd shop'],
];

it.each(FORMATS)(
  'the %s format (%s) becomes a part with the same rows',
  async (format, name, args, database) => {
    await dump(name, ...args);
    const { imported: origin, parts, failures } = await imported(name, database);
    expect(failures).toBeUndefined();
    expect(origin).toMatchObject({ file: name, format, database: 'odd shop', tables: 2, rows: 3002 });
    expect(origin.serverVersion).toMatch(new RegExp(`^${String(postgres.major)}`));
    expect(parts).toMatchObject([{ kind: 'database', database: 'odd shop', format: 'custom' }]);
    expect(parts[0]?.tables?.map(({ rows }) => rows).sort()).toEqual([2, 3000]);
    await storage.verify(point);
  },
  TIMEOUT_MS,
);

it(
  'a packed one of SQL is restored as it was, by its part',
  async () => {
    await dump('packed.sql');
    await writeFile(at('shop.sql.gz'), gzipSync(await readFile(at('packed.sql'))));
    const { parts, warnings } = await imported('shop.sql.gz', 'odd shop');
    expect(warnings).toMatchObject([{ code: 'ImportedWithoutRoles' }]);
    const [part] = parts;
    if (!part) throw new Error('no part');
    const { tables, properties } = part;
    const restore = {
      ...{ id: randomBytes(16).toString('hex'), ownersAndRoles: false },
      databases: [
        {
          ...{ name: 'odd shop', targetName: 'shop again', replace: false, contents: { ...(tables && { tables }) } },
          ...(properties && { properties }),
        },
      ],
    };
    const { signal } = new AbortController();
    const { databases } = await test.engine.restore(await test.sealed(postgres), restore, {
      signal,
      readRoles: () => storage.read(point, part, signal),
      readDatabase: () => ({ format: part.format, plain: storage.read(point, part, signal) }),
    });
    expect(databases).toMatchObject([{ tablesCompared: 2, rowsCompared: 3002, differing: [], notMade: [] }]);
    await test.engine.settleRestore(await test.sealed(postgres), restore);
    const rowsOf = (database: string) =>
      within(postgres, database, ['SELECT id, note, at FROM public.orders ORDER BY 1']);
    expect(await rowsOf('shop again')).toEqual(await rowsOf('odd shop'));
    expect(Object.keys(await fingerprint(postgres, 'shop again')).length).toBeGreaterThan(0);
  },
  TIMEOUT_MS,
);

describe('refused, with the file and the reason, is', () => {
  it.each<[string, string, (name: string) => Promise<unknown>]>([
    ['what is not there', 'cannot be read (ENOENT)', () => Promise.resolve()],
    ['an empty file', 'is empty', (name) => writeFile(at(name), '')],
    ['any other file', 'is no dump of pg_dump', (name) => writeFile(at(name), 'hello')],
    ['any other folder', 'is a folder without a toc.dat', (name) => mkdir(at(name))],
    ['a whole server', 'pg_dumpall', (name) => writeFile(at(name), '--\n-- PostgreSQL database cluster dump\n--\n')],
    ['a damaged gzip', 'cannot be unpacked', (name) => writeFile(at(name), Buffer.from([0x1f, 0x8b, 1, 2, 3]))],
    [
      'an archive that was cut off in its table of contents',
      'cannot be read by pg_restore',
      async (name) => writeFile(at(name), (await custom()).subarray(0, 300)),
    ],
    [
      'an archive that was cut off in its rows',
      'could not be restored',
      async (name) => {
        const whole = await custom();
        await writeFile(at(name), whole.subarray(0, whole.length - 500));
      },
    ],
    [
      'SQL with a command of psql in it',
      'backslash commands',
      async (name) => {
        await dump(name);
        await appendFile(at(name), `\n\\! touch ${at('owned')}\n`);
      },
    ],
    [
      'SQL that starts a program',
      'COPY to or from an external program',
      async (name) => {
        await dump(name);
        await appendFile(at(name), `\nCOPY public.orders FROM PROGRAM 'touch ${at('owned')}';\n`);
      },
    ],
    [
      'SQL that fails in the middle',
      'relation "public.nothing" does not exist',
      async (name) => {
        await dump(name);
        await appendFile(at(name), '\nALTER TABLE public.nothing ADD a int;\n');
      },
    ],
    [
      'SQL that takes rows away again',
      '3000 rows of public.orders, and 0 came of it',
      async (name) => {
        await dump(name);
        await appendFile(at(name), '\nDELETE FROM public.orders;\n');
      },
    ],
  ])(
    '%s: %s',
    async (what, message, make) => {
      const name = `${what.replaceAll(/\W+/g, '-')}.bad`;
      await make(name);
      const refusal: unknown = await imported(name, 'odd shop').catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: 'UserErrorDumpNotImported' });
      expect((refusal as Error).message).toContain(name);
      expect((refusal as Error).message).toContain(message);
      expect(existsSync(at('owned'))).toBe(false);
    },
    TIMEOUT_MS,
  );

  it('SQL of which nobody says which database it is of', async () => {
    await dump('whose.sql');
    await expect(imported('whose.sql')).rejects.toThrow('whose.sql does not say which database it is of');
  });

  const custom = async (): Promise<Buffer> => {
    await dump('whole.dump', '-Fc', '-Z0');
    await copyFile(at('whole.dump'), at('copy.dump'));
    return readFile(at('copy.dump'));
  };
});
