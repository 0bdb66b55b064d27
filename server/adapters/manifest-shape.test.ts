/** The tables in a manifest, which are checked by hand because they may be very many. */
import { expect, it } from 'vitest';
import { databasesIn } from '#provider/domain/restore-rules.ts';
import { readShape } from './manifest-shape.ts';

const HEX = 'a'.repeat(64);
const TABLE = { schema: 'public', name: 'orders', rows: 5, bytes: 50, digest: 'b'.repeat(32) };
const textWith = (tables: unknown): string =>
  JSON.stringify({
    ...{
      formatVersion: 2,
      recoveryPointId: 'r',
      vaultId: 'v',
      instanceId: 'i',
      serverId: 's',
      retentionTag: 'Default',
    },
    ...{ serverVersion: '16.4', tools: {}, startedAt: '2026-01-31', endedAt: '2026-01-31', warnings: [] },
    parts: [
      {
        ...{ kind: 'database', database: 'shop', format: 'custom', file: 'database_shop_0001.dump.zst', codec: 'zstd' },
        ...{ storedBytes: 1, storedSha256: HEX, plainBytes: 1, plainSha256: HEX, tables },
      },
    ],
  });

it.each<[string, unknown]>([
  ['none', []],
  ['all that is known of them', [TABLE]],
  ['rows alone', [{ schema: 'public', name: 'orders', rows: 0 }]],
  ['more than is known here', [{ ...TABLE, compressedBytes: 3 }]],
])('are read: %s', (_, tables) => {
  const read = readShape(textWith(tables));
  expect('manifest' in read && read.manifest.parts[0]?.tables).toEqual(tables);
});

it.each<[string, unknown]>([
  ['a text in their place', 'public.orders'],
  ['something with a length', { length: 1, 0: TABLE }],
  ['nothing among them', [TABLE, null]],
  ['a list among them', [[]]],
  ['no schema', [{ name: 'orders', rows: 1 }]],
  ['a name that is not a text', [{ ...TABLE, name: 7 }]],
  ['a name without end', [{ ...TABLE, name: 'x'.repeat(2001) }]],
  ['fewer rows than none', [{ ...TABLE, rows: -1 }]],
  ['half a row', [{ ...TABLE, rows: 0.5 }]],
  ['rows in words', [{ ...TABLE, rows: '5' }]],
  ['more bytes than can be counted', [{ ...TABLE, bytes: 1e300 }]],
  ['an invalid digest', [{ ...TABLE, digest: '0' }]],
  ['a digest of a hundred', [{ ...TABLE, digest: Array(100).fill('a') }]],
])('are refused with the place: %s', (_, tables) => {
  expect(readShape(textWith(tables))).toEqual({
    problem: 'The manifest is not of the right shape, at parts.0.tables.',
  });
});

it('are listed up to a bound: a hundred thousand make no message of megabytes', () => {
  const read = readShape(
    textWith(Array.from({ length: 100_000 }, (_, n) => ({ ...TABLE, name: `table_${String(n)}` }))),
  );
  if (!('manifest' in read)) throw new Error(read.problem);
  const databases = databasesIn(read.manifest);
  expect(databases[0]).toMatchObject({ tables: 100_000, rows: 500_000 });
  expect(JSON.stringify(databases).length).toBeLessThan(200_000);
});
