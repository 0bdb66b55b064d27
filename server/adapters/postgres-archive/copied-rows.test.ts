import { expect, it } from 'vitest';
import { createCopiedRows } from './copied-rows.ts';

const SQL = `SET standard_conforming_strings = on;
COPY public.orders (id, note) FROM stdin;
1\ta
2\t\\restrict
3\t\\N
\\.

CREATE TABLE "odd one" ();
COPY "my schema"."odd ""one""" FROM stdin;
\\.
INSERT INTO public.left_out VALUES (1);
COPY bare (id) FROM stdin;
1
\\.
`;

it.each([1, 7, 64, 100_000])('finds each table and counts its rows, in pieces of %i bytes', (size) => {
  const reader = createCopiedRows();
  const bytes = Buffer.from(SQL);
  for (let at = 0; at < bytes.length; at += size) reader.push(Buffer.from(bytes.subarray(at, at + size)));
  expect(reader.tables().map(({ schema, name, rows }) => [schema, name, rows])).toEqual([
    ['public', 'orders', 3],
    ['my schema', 'odd "one"', 0],
    ['public', 'bare', 1],
  ]);
  expect(reader.tables()[0]?.digest).toMatch(/^[0-9a-f]{32}$/);
});

it('digests rows in whatever order they come', () => {
  const digestOf = (...rows: string[]) => {
    const reader = createCopiedRows();
    reader.push(Buffer.from(`COPY public.t (id) FROM stdin;\n${rows.map((row) => `${row}\n`).join('')}\\.\n`));
    return reader.tables()[0]?.digest;
  };
  expect(digestOf('1', '2')).toBe(digestOf('2', '1'));
  expect(digestOf('1', '2')).not.toBe(digestOf('1', '3'));
});
