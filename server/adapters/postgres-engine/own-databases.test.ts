/**
 * What a drill or an unfinished restore created on a server is not backed up; a person's database of such a name is.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../../testing/postgres.ts';
import { within } from '../../testing/rich-databases.ts';
import { openEngine } from '../../testing/test-engine.ts';
import { marked } from './restore/names.ts';

let postgres: TestPostgres;
let folder = '';
beforeAll(async () => {
  postgres = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'bp-own-'));
}, 60_000);
afterAll(async () => {
  await postgres.remove();
  await rm(folder, { recursive: true, force: true });
});

it('leaves out databases with both a name and a mark of ours', async () => {
  const [ours, half, theirs] = ['a', 'b', 'c'].map((digit) => digit.repeat(32)) as [string, string, string];
  const named = { [`drill_${ours}_0`]: ours, [`restoring_${half}_1`]: half, shop: half };
  for (const [name, id] of Object.entries(named)) {
    await within(postgres, 'postgres', [
      `CREATE DATABASE "${name}"`,
      `COMMENT ON DATABASE "${name}" IS '${marked('made', id, 'its own')}'`,
    ]);
  }
  await within(postgres, 'postgres', [`CREATE DATABASE drill_${theirs}_0`]);
  const { engine, sealed } = await openEngine(folder);
  const names = (await engine.listDatabases(await sealed(postgres))).map(({ name }) => name);
  expect(names).toEqual([`drill_${theirs}_0`, 'postgres', 'shop']);
}, 60_000);
