/** Databases that hold what makes a backup hard: odd names, large objects, extensions, partitions, roles, mixed case. */
import pg from 'pg';
import type { TestPostgres } from './postgres.ts';

/** Names that a careless caller would turn into options, connection strings, file names or SQL. */
export const ODD_DATABASES = [
  'x --file=y',
  'host=evil dbname=z',
  `a"b'c;d\\e`,
  'Ünïcode Ördërs 数据',
  'MixedCase',
  '--help',
  '../up',
] as const;

const MAIN = 'shop';
const BYTES_PER_EVENT = 1100;
/** In a table, where each row has a head of its own. */
const BYTES_PER_NARROW = 72;

/** Makes them, with about `megabytes` of rows in all, and returns the names of the databases. */
export async function createRichDatabases(postgres: TestPostgres, megabytes: number): Promise<string[]> {
  const half = Math.ceil((megabytes * 1024 * 1024) / BYTES_PER_EVENT / 2);
  await within(postgres, 'postgres', ROLES);
  for (const name of [MAIN, 'archive', ...ODD_DATABASES])
    await within(postgres, 'postgres', [`CREATE DATABASE ${quoted(name)}`]);
  await within(postgres, MAIN, [...SHOP, fill(half)]);
  await within(postgres, 'archive', [EVENTS, fill(half)]);
  for (const [at, name] of ODD_DATABASES.entries()) {
    await within(postgres, name, [
      `CREATE TABLE "odd ""table" (id int PRIMARY KEY, note text)`,
      `INSERT INTO "odd ""table" SELECT i, ${literal(name)} || i FROM generate_series(1, ${100 + at}) i`,
    ]);
  }
  return ['postgres', MAIN, 'archive', ...ODD_DATABASES];
}

/** One database of about so many megabytes, and nothing odd about it. Narrow rows are dumped as some 40 bytes each. */
export async function createLargeDatabase(
  postgres: TestPostgres,
  name: string,
  megabytes: number,
  rows: 'wide' | 'narrow' = 'wide',
): Promise<void> {
  await within(postgres, 'postgres', [`CREATE DATABASE ${quoted(name)}`]);
  const bytes = megabytes * 1024 * 1024;
  await within(
    postgres,
    name,
    rows === 'wide'
      ? [EVENTS, fill(Math.ceil(bytes / BYTES_PER_EVENT))]
      : [fillNarrow(Math.ceil(bytes / BYTES_PER_NARROW))],
  );
}

export async function within<Row = Record<string, unknown>>(
  postgres: TestPostgres,
  database: string,
  statements: readonly string[],
): Promise<Row[]> {
  const { host, port, user, password } = postgres;
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows as Row[];
    return rows;
  } finally {
    await client.end();
  }
}

/** A row count and a digest of the content of every table, and the large objects: what a restore has to give back. */
export async function fingerprint(postgres: TestPostgres, database: string): Promise<Record<string, string>> {
  const tables = await within<{ name: string }>(postgres, database, [
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1`,
  ]);
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await within<{ digest: string }>(postgres, database, [
      `SELECT count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) AS digest FROM ONLY ${name} t`,
    ]);
    found[name] = row?.digest ?? '';
  }
  const [objects] = await within<{ digest: string }>(postgres, database, [
    `SELECT count(*) || ':' || coalesce(md5(string_agg(md5(lo_get(oid)), '' ORDER BY oid)), '') AS digest FROM pg_largeobject_metadata`,
  ]);
  found['large objects'] = objects?.digest ?? '';
  return found;
}

const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
const literal = (text: string): string => ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

const ROLES = [
  `CREATE ROLE app_owner NOLOGIN`,
  `CREATE ROLE "Mixed Role" LOGIN PASSWORD 'a secret of the test' CONNECTION LIMIT 5`,
  `CREATE ROLE readers NOLOGIN`,
  `GRANT readers TO "Mixed Role"`,
];

const EVENTS = `CREATE TABLE events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  happened timestamptz NOT NULL,
  payload text NOT NULL
)`;

/** Text that compresses about as well as the rows of a real application do. */
const fill = (rows: number): string => `INSERT INTO events (happened, payload)
  SELECT timestamptz '2026-01-01' + i * interval '1 second',
    md5(i::text) || repeat('customer ' || i % 977 || ' ordered; ', 20) || md5('b' || i) || md5('c' || i) || md5('d' || i)
      || md5('e' || i) || md5('f' || i) || md5('g' || i) || md5('h' || i) || md5('i' || i) || md5('j' || i) || md5('k' || i)
  FROM generate_series(1, ${rows}) i`;

const fillNarrow = (rows: number): string => `CREATE TABLE readings AS
  SELECT i AS id, i % 997 AS sensor, (i::bigint * 7919 % 100003)::int AS value, 'reading ' || i % 977 || ' of it' AS note
  FROM generate_series(1, ${rows}) i`;

const SHOP = [
  EVENTS,
  `CREATE EXTENSION pg_trgm`,
  `CREATE EXTENSION hstore`,
  `CREATE SCHEMA "Mixed Schema" AUTHORIZATION app_owner`,
  `CREATE TYPE mood AS ENUM ('fine', 'not so fine')`,
  `CREATE DOMAIN amount AS numeric(12, 2) CHECK (VALUE >= 0)`,
  `CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, tags hstore, feels mood DEFAULT 'fine', photo bytea)`,
  `INSERT INTO customers SELECT i, 'Customer ' || i, hstore('n', i::text), 'fine', decode(md5(i::text), 'hex') FROM generate_series(1, 5000) i`,
  `CREATE INDEX customers_by_name ON customers USING gin (name gin_trgm_ops)`,
  `CREATE TABLE "Mixed Schema"."Order ""Items""" (
     "Id" int PRIMARY KEY, customer int REFERENCES customers, price amount, "double" numeric GENERATED ALWAYS AS (price * 2) STORED
   )`,
  `INSERT INTO "Mixed Schema"."Order ""Items""" SELECT i, 1 + i % 5000, i % 100 FROM generate_series(1, 20000) i`,
  `ALTER TABLE "Mixed Schema"."Order ""Items""" OWNER TO app_owner`,
  `GRANT SELECT ON customers TO readers`,
  `CREATE TABLE measurements (at date NOT NULL, value float8) PARTITION BY RANGE (at)`,
  `CREATE TABLE measurements_2025 PARTITION OF measurements FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')`,
  `CREATE TABLE measurements_2026 PARTITION OF measurements FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`,
  `INSERT INTO measurements SELECT date '2025-01-01' + i % 700, i / 7.0 FROM generate_series(1, 10000) i`,
  `CREATE TABLE base (id int)`,
  `CREATE TABLE derived (extra text) INHERITS (base)`,
  `INSERT INTO base SELECT generate_series(1, 10)`,
  `INSERT INTO derived SELECT i, 'x' FROM generate_series(11, 25) i`,
  `CREATE VIEW best_customers AS SELECT id, name FROM customers WHERE id < 10`,
  `CREATE MATERIALIZED VIEW per_day AS SELECT at, count(*) AS n FROM measurements GROUP BY at`,
  `CREATE SEQUENCE invoice_numbers START 4711`,
  `SELECT nextval('invoice_numbers')`,
  `CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$`,
  `CREATE TRIGGER touched BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION touch()`,
  `SELECT lo_from_bytea(424242, decode(repeat('00ff10', 100000), 'hex'))`,
  `COMMENT ON TABLE customers IS 'quote '' backslash \\ and a snowman ☃'`,
];
