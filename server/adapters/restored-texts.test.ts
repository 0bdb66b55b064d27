/** Comments and settings of databases in encodings of their own: what a session of the database reads is what it read. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createMemorySink } from '../testing/memory-sink.ts';
import { startPostgres, type TestPostgres } from '../testing/postgres.ts';
import { archiveOf, inPieces, prepareRestoring, propertiesOf, tracesOn, type Restoring } from '../testing/restoring.ts';
import { within } from '../testing/rich-databases.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let source: TestPostgres;
let restoring: Restoring;
beforeAll(async () => {
  source = await startPostgres();
  restoring = await prepareRestoring();
  await within(source, 'postgres', [
    'CREATE ROLE clerk',
    `CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'`,
    `CREATE DATABASE koi TEMPLATE template0 ENCODING 'KOI8R' LOCALE 'C'`,
    `CREATE DATABASE from_outside TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'`,
    `COMMENT ON DATABASE from_outside IS 'Zoë, written in UTF8'`,
    `ALTER DATABASE from_outside SET my.motto = 'Ærø'`,
    `CREATE DATABASE plain`,
    `COMMENT ON DATABASE plain IS 'Привет 中文'`,
  ]);
  await within(source, 'latin', [
    'CREATE SCHEMA "größe"',
    'CREATE TABLE "größe".t AS SELECT 1 AS a',
    `COMMENT ON DATABASE latin IS E'Zoë''s \\\\ "Ærø"\\n%L $$'`,
    `ALTER DATABASE latin SET search_path = "größe", public`,
    `ALTER DATABASE latin SET my.motto = 'Ærø'`,
    `ALTER DATABASE latin SET work_mem = '8MB'`,
    `ALTER ROLE clerk IN DATABASE latin SET my.motto = 'élan'`,
  ]);
  await within(source, 'koi', [`COMMENT ON DATABASE koi IS 'Привет'`]);
});
afterAll(async () => {
  await source.remove();
  await restoring.remove();
});

/** The bytes themselves, without decoding. */
const bytesOf = (server: TestPostgres, database: string) =>
  within(server, 'template1', [
    `SET client_encoding = 'SQL_ASCII'`,
    `SELECT encode(textsend(shobj_description(d.oid, 'pg_database')), 'hex') AS comment, (
       SELECT string_agg(encode(textsend(c), 'hex'), ' ' ORDER BY s.setrole <> 0, place) FROM pg_db_role_setting s
         CROSS JOIN unnest(s.setconfig) WITH ORDINALITY AS c (c, place) WHERE s.setdatabase = d.oid
     ) AS settings
     FROM pg_database d WHERE d.datname = '${database}'`,
  ]);

it('are read as a session of the database reads them', async () => {
  expect(await propertiesOf(source, 'latin')).toMatchObject({
    comment: `Zoë's \\ "Ærø"\n%L $$`,
    settings: [
      { name: 'search_path', value: '"größe", public' },
      { name: 'my.motto', value: 'Ærø' },
      { name: 'work_mem', value: '8MB' },
      { role: 'clerk', name: 'my.motto', value: 'élan' },
    ],
  });
  expect((await propertiesOf(source, 'koi'))?.comment).toBe('Привет');
  expect((await propertiesOf(source, 'plain'))?.comment).toBe('Привет 中文');
});

describe.each([13, 17])('restored into a server %i', (major) => {
  let target: TestPostgres;
  beforeAll(async () => {
    target = await startPostgres({ major });
    await within(target, 'postgres', ['CREATE ROLE clerk']);
  });
  afterAll(() => target.remove());

  it.each(['latin', 'koi', 'from_outside', 'plain'])('are byte for byte what they were: %s', async (database) => {
    const archive = await archiveOf(source, database);
    const roles = Buffer.from('');
    const { warnings } = await restoring.restore(target, archive, { ownersAndRoles: true, roles });
    expect(warnings).toEqual([]);
    expect(await bytesOf(target, database)).toEqual(await bytesOf(source, database));
    // The one that is replaced has it in front of its own while the job runs.
    const stopped = { replace: true, ownersAndRoles: true, roles };
    const publishedAndStopped = restoring.restore(
      target,
      { ...archive, properties: undefined },
      {
        ...stopped,
        onReady: () => Promise.reject(new Error('stop')),
      },
    );
    await expect(publishedAndStopped).rejects.toThrow('stop');
    expect(await bytesOf(target, database)).toEqual(await bytesOf(source, database));
    await restoring.restore(target, archive, stopped);
    expect(await bytesOf(target, database)).toEqual(await bytesOf(source, database));
    expect(await tracesOn(target)).toEqual([]);
  });

  it('a database that was replaced and gets its name back has what it had', async () => {
    const archive = await archiveOf(source, 'latin');
    await restoring.restore(target, archive, { targetName: 'old', ownersAndRoles: true, roles: Buffer.from('') });
    const before = await bytesOf(target, 'old');
    const access = await restoring.sealed(target);
    const restore = {
      id: 'b'.repeat(32),
      databases: [{ name: 'latin', targetName: 'old', replace: true }],
      ownersAndRoles: false,
    };
    await restoring.engine.restore(access, restore, {
      signal: new AbortController().signal,
      readRoles: () => inPieces(Buffer.alloc(0)),
      readDatabase: () => ({ format: 'custom', plain: inPieces(archive.plain) }),
    });
    await restoring.engine.discardRestore(access, restore);
    expect(await bytesOf(target, 'old')).toEqual(before);
  });

  it('what the encoding cannot represent is reported, and everything else is restored', async () => {
    const archive = await archiveOf(source, 'latin');
    const properties = {
      ...archive.properties,
      comment: 'a \ufffd b',
      settings: [{ name: 'my.motto', value: '\ufffd' }],
    };
    const { warnings } = await restoring.restore(
      target,
      { ...archive, properties: properties as never },
      {
        targetName: 'damaged',
      },
    );
    expect(warnings.map(({ code, message }) => [code, message])).toEqual([
      ['DatabasePropertyNotRestored', expect.stringContaining('does not have the comment')],
      ['DatabasePropertyNotRestored', expect.stringContaining('does not have the setting my.motto')],
    ]);
    expect(warnings[1]?.recommendedAction?.join()).toContain('ALTER DATABASE "damaged"');
    expect(await within(target, 'damaged', ['SELECT count(*)::int AS n FROM "größe".t'])).toEqual([{ n: 1 }]);
  });
});

it('what is not valid text in the encoding of its database is reported by the backup', async () => {
  await within(source, 'postgres', ['CREATE DATABASE odd']);
  await within(source, 'latin', [`COMMENT ON DATABASE odd IS 'Zoë'`, `ALTER DATABASE odd SET my.motto = 'Ærø'`]);
  const { warnings } = await restoring.engine.backUp(await restoring.sealed(source), createMemorySink(), {
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  expect(warnings.map(({ code, message }) => [code, message])).toEqual([
    ['NotInBackup', expect.stringContaining('"odd: comment" is not in this recovery point. It is not valid text')],
    ['NotInBackup', expect.stringContaining('"odd: settings" is not in this recovery point. It is not valid text')],
  ]);
  expect(await propertiesOf(source, 'odd')).toMatchObject({ settings: [] });
});
