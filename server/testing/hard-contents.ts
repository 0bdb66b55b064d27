/** Contents that are hard to count, to write and to compare: what a dump reads, and a restore must give back to the byte. */

/** How a server is set up whose settings shape the text of rows otherwise than ours. */
export const ODD_SETTINGS: Readonly<Record<string, string>> = {
  TimeZone: 'Asia/Kathmandu',
  DateStyle: 'German, DMY',
  IntervalStyle: 'sql_standard',
  bytea_output: 'escape',
  extra_float_digits: '0',
};

/** For a database in UTF8. */
export const HARD_CONTENTS: readonly string[] = [
  `CREATE TABLE widths (id int, pad text)`,
  `ALTER TABLE widths ALTER pad SET STORAGE PLAIN`,
  `INSERT INTO widths SELECT i, repeat(chr(97 + i % 26), (i * 7919) % 3000) FROM generate_series(1, 4000) i`,
  // Large rows, each of which leaves room in a page for one of the smaller rows that come later: where it is restored they
  // take it, and are read in another order.
  `CREATE TABLE gaps (id int, what text, pad text)`,
  `ALTER TABLE gaps ALTER pad SET STORAGE PLAIN`,
  `INSERT INTO gaps SELECT i, w.what, repeat('x', w.size)
   FROM generate_series(1, 200) i, (VALUES ('large', 5000), ('gone', 2500)) AS w (what, size) ORDER BY i`,
  `INSERT INTO gaps SELECT i, 'small', repeat('x', 2500) FROM generate_series(1, 200) i`,
  `DELETE FROM gaps WHERE what = 'gone'`,
  `CREATE TABLE narrow (id int PRIMARY KEY, n int)`,
  `INSERT INTO narrow SELECT i, i % 7 FROM generate_series(1, 20000) i`,
  `CREATE TABLE toasted (id int, doc text, raw bytea)`,
  `ALTER TABLE toasted ALTER doc SET STORAGE EXTERNAL, ALTER raw SET STORAGE EXTERNAL`,
  `INSERT INTO toasted SELECT i, repeat(md5(i::text), i * 2000), decode(repeat(md5(i::text), i * 1000), 'hex') FROM generate_series(1, 30) i`,

  `CREATE TYPE mood AS ENUM ('fine', 'so so', 'not fine', 'odd')`,
  `CREATE DOMAIN amount AS numeric(12, 2) CHECK (VALUE >= 0)`,
  `CREATE TYPE pair AS (one int, other text)`,

  `CREATE TABLE by_range (at date NOT NULL, what text, n int) PARTITION BY RANGE (at)`,
  `CREATE TABLE by_range_2025 PARTITION OF by_range FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')`,
  `CREATE TABLE by_range_2026 (n int, gone int, what text, at date NOT NULL)`,
  `ALTER TABLE by_range_2026 DROP COLUMN gone`,
  `ALTER TABLE by_range ATTACH PARTITION by_range_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`,
  `CREATE TABLE by_range_other PARTITION OF by_range DEFAULT PARTITION BY LIST (n)`,
  `CREATE TABLE by_range_other_1 PARTITION OF by_range_other FOR VALUES IN (1)`,
  `CREATE TABLE by_range_other_2 PARTITION OF by_range_other DEFAULT`,
  `INSERT INTO by_range SELECT date '2024-06-01' + i % 1000, 'row ' || i, i % 3 FROM generate_series(1, 5000) i`,
  `CREATE TABLE by_hash (id int, what text) PARTITION BY HASH (id)`,
  `CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 0)`,
  `CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 1)`,
  `CREATE TABLE by_hash_2 PARTITION OF by_hash FOR VALUES WITH (MODULUS 3, REMAINDER 2)`,
  `INSERT INTO by_hash SELECT i, repeat('h', i % 400) FROM generate_series(1, 3000) i`,
  // An enum hashes by its oid, which is another where it was restored: its rows are loaded through the root.
  `CREATE TABLE by_mood (m mood, what text) PARTITION BY HASH (m)`,
  `CREATE TABLE by_mood_0 PARTITION OF by_mood FOR VALUES WITH (MODULUS 2, REMAINDER 0)`,
  `CREATE TABLE by_mood_1 PARTITION OF by_mood FOR VALUES WITH (MODULUS 2, REMAINDER 1)`,
  `INSERT INTO by_mood SELECT (enum_range(NULL::mood))[1 + i % 4], 'row ' || i FROM generate_series(1, 1000) i`,

  `CREATE TABLE parent (id int, name text, n int)`,
  `CREATE TABLE child (extra bool, n int, name text, id int)`,
  `ALTER TABLE child INHERIT parent`,
  `CREATE TABLE grandchild (own text) INHERITS (child)`,
  `INSERT INTO parent SELECT i, 'parent ' || i, i FROM generate_series(1, 50) i`,
  `INSERT INTO child SELECT true, i, 'child ' || i, i FROM generate_series(1, 60) i`,
  `INSERT INTO grandchild SELECT false, i, 'grandchild ' || i, i, 'own' FROM generate_series(1, 70) i`,

  `CREATE TABLE changed (a int, gone text, b int GENERATED ALWAYS AS IDENTITY, c int GENERATED ALWAYS AS (a * 2) STORED)`,
  `INSERT INTO changed (a, gone) SELECT i, 'gone' FROM generate_series(1, 500) i`,
  `ALTER TABLE changed DROP COLUMN gone`,
  `ALTER TABLE changed ADD COLUMN later text DEFAULT 'told once' NOT NULL`,

  `CREATE TABLE types (
     f4 float4, f8 float8, num numeric, span interval, moment timestamptz, local timestamp, day date, clock timetz,
     raw bytea, doc json, docb jsonb, words text[], more int[], it pair, period tstzrange, price amount, feels mood,
     id uuid, address inet, bits varbit, quoted "char", found tsvector, relation regclass, money money
   )`,
  `INSERT INTO types VALUES
     (0.1, 0.1::float8 + 0.2::float8, 12345678901234567890.123456789, '1 year -2 days 03:04:05.678', '2026-03-29 01:59:59.999999+00',
      '2026-03-29 02:30', '0044-03-15 BC', '12:00:00+05:45', '\\x00ff5c0a27', '{"a" :  1}', '{"b": [1, null]}',
      '{"a,b",NULL,"NULL","\\"{}"}', '[0:1]={1,2}', '(1,"a ""b"" \\\\")', '[2026-01-01 00:00+00,)', 12.30, 'so so',
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '10.0.0.1/8', B'1011', 'x', 'fat:2 cat:1', 'narrow', 1234.5),
     ('NaN', '-Infinity', 'NaN', '-178000000 years', 'infinity', '-infinity', 'infinity', '00:00:00-12', '', 'null', '""', '{}', '{}',
      '(,)', 'empty', 0, 'odd', NULL, '::1', B'', '', '', NULL, -0.01)`,
  `INSERT INTO types (f4, f8, num, span, moment, local, day) VALUES
     (1.17549435e-38, 5e-324, -0.0, '0', '0001-01-01 00:00+00 BC', '294276-12-31 23:59:59', '4713-01-01 BC')`,
  `CREATE TABLE texts (id int, t text)`,
  String.raw`INSERT INTO texts VALUES (1, E'\\.'), (2, E'a\tb\nc\rd\\e\bf\vg\fh'), (3, ''), (4, NULL), (5, E'\\N'), (6, 'Ärger 数据 ☃ 🜁'), (7, E'\n'), (8, E'\\.\n')`,
  `CREATE TABLE one_text (t text)`,
  String.raw`INSERT INTO one_text VALUES (E'\\.'), (''), (NULL), (E'\\.\n'), ('.')`,

  `CREATE TABLE empty (id int)`,
  `CREATE TABLE no_columns ()`,
  ...Array<string>(5).fill(`INSERT INTO no_columns DEFAULT VALUES`),
  `CREATE TABLE no_columns_no_rows ()`,
  `CREATE UNLOGGED TABLE unlogged AS SELECT generate_series(1, 9) AS id`,
  `CREATE SCHEMA "odd. ""schema"", (x)"`,
  `CREATE TABLE "odd. ""schema"", (x)"."Ünïcode, ""table"" (y)" ("select" int, "a, b" text, "c""d" int, "naïve" int)`,
  `INSERT INTO "odd. ""schema"", (x)"."Ünïcode, ""table"" (y)" SELECT i, 'b' || i, i, i FROM generate_series(1, 40) i`,
  `CREATE TABLE guarded (tenant name, secret int)`,
  `INSERT INTO guarded VALUES ('somebody', 1), ('nobody', 2)`,
  `ALTER TABLE guarded ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`,
  `CREATE POLICY own ON guarded USING (tenant = current_user)`,

  // What is not a table.
  `CREATE SEQUENCE numbers`,
  `CREATE VIEW seen AS SELECT * FROM narrow`,
  `CREATE MATERIALIZED VIEW kept AS SELECT n, count(*) AS rows FROM narrow GROUP BY n`,

  `SELECT lo_from_bytea(424242, decode(repeat('00ff10', 1000000), 'hex'))`,
  `SELECT lo_from_bytea(424243, '')`,
  `SELECT lo_put(lo_from_bytea(424244, 'begins'), 3000000, 'and has a hole')`,
  `SELECT lo_from_bytea((500000 + i)::oid, convert_to(repeat('object ' || i, i * 10), 'UTF8')) FROM generate_series(1, 300) i`,
];

/** Names with more than ASCII in an encoding of one byte a character, which clients take for another. */
export const LATIN1_CONTENTS: readonly string[] = [
  `CREATE TABLE "Größe" ("naïve" text, n int)`,
  `INSERT INTO "Größe" SELECT 'Ärger ½ ' || i, i FROM generate_series(1, 500) i`,
  `ALTER DATABASE latin1 SET client_encoding = 'UTF8'`,
];

/** Bytes that are not valid text in any encoding. */
export const SQL_ASCII_CONTENTS: readonly string[] = [
  `CREATE TABLE bytes (id int, t text)`,
  String.raw`INSERT INTO bytes VALUES (1, E'\xE9'), (2, E'\xFF\xFE'), (3, E'\xC3\xA9')`,
  `CREATE TABLE "naïve" (n int)`,
  `INSERT INTO "naïve" VALUES (1)`,
];
