/**
 * Restores rows that violate a check constraint of their table, or of a domain in it: its function was changed at the source, or reads
 * something that is not restored yet. PostgreSQL evaluates a check only when a row is written, so one such row would
 * lose the whole table. The rows are loaded without the checks, which are then created for new rows only (`NOT VALID`)
 * and reported.
 */
import { quoted } from '../../quoted.ts';
import type { ArchiveToc } from '../../postgres-archive/archive-toc.ts';
import { EngineFault } from '#provider/ports.ts';
import { withConnection, type Connection } from '../connection.ts';
import type { Complaint } from './complaints.ts';
import type { Filling } from './filling.ts';

interface Check {
  kind: 'TABLE' | 'DOMAIN';
  /** The table or domain that it belongs to, quoted, with its schema. */
  of: string;
  name: string;
  definition: string;
}

/** `again` restores these entries once more and returns what failed. Returns the remaining complaints. */
export async function withChecksAside(
  filling: Filling,
  complaints: readonly Complaint[],
  again: (dumpIds: readonly number[]) => Promise<Complaint[]>,
): Promise<Complaint[]> {
  const rows = rowsIn(complaints, filling.toc);
  if (rows.length === 0) return [...complaints];
  const onDatabase = <T>(use: (connection: Connection) => Promise<T>): Promise<T> =>
    withConnection(filling, filling.name, use, { writes: true });

  const checks = await onDatabase(async (connection) => {
    const found: Check[] = [];
    for (const { namespace = '', tag } of rows) found.push(...(await checksOf(connection, namespace, tag)));
    const each = [...new Map(found.map((check) => [`${check.kind} ${check.of} ${check.name}`, check])).values()];
    const dropped: Check[] = [];
    for (const check of each) if (await drop(connection, check)) dropped.push(check);
    return dropped;
  });
  if (checks.length === 0) return [...complaints];

  const tried = new Set(rows.map(({ dumpId }) => dumpId));
  const left = complaints.filter(({ dumpId }) => dumpId === undefined || !tried.has(dumpId));
  const failed = await again([...tried]);
  const unfulfilled = await onDatabase(async (connection) => {
    const found: Complaint[] = [];
    for (const check of checks) found.push(...(await makeAgain(connection, check)));
    return found;
  });
  return [...left, ...failed, ...unfulfilled];
}

const rowsIn = (complaints: readonly Complaint[], toc: ArchiveToc | undefined) => {
  const failed = new Set(complaints.map(({ dumpId }) => dumpId));
  return (toc?.entries ?? []).filter(({ dumpId, desc }) => desc === 'TABLE DATA' && failed.has(dumpId));
};

/** The checks of the table, of the tables it inherits from, and of the domains of its columns. */
const checksOf = (connection: Connection, schema: string, table: string): Promise<Check[]> =>
  connection.query<Check>(
    `WITH RECURSIVE up AS (
       SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relname = $2
       UNION SELECT i.inhparent FROM pg_catalog.pg_inherits i JOIN up ON i.inhrelid = up.oid
     ), domains AS (
       SELECT a.atttypid AS oid FROM pg_catalog.pg_attribute a
         JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relname = $2 AND a.attnum > 0 AND NOT a.attisdropped
       UNION SELECT e.oid FROM domains d JOIN pg_catalog.pg_type t ON t.oid = d.oid
         CROSS JOIN LATERAL (VALUES (t.typbasetype), (t.typelem)) AS e (oid) WHERE e.oid <> 0
     )
     SELECT 'TABLE' AS kind, pg_catalog.format('%I.%I', n.nspname, c.relname) AS "of", k.conname AS name,
       pg_catalog.pg_get_constraintdef(k.oid) AS definition
     FROM up JOIN pg_catalog.pg_class c ON c.oid = up.oid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid
     WHERE k.contype = 'c' AND k.coninhcount = 0
     UNION ALL
     SELECT 'DOMAIN', pg_catalog.format('%I.%I', n.nspname, t.typname), k.conname, pg_catalog.pg_get_constraintdef(k.oid)
     FROM domains d JOIN pg_catalog.pg_type t ON t.oid = d.oid
       JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
       JOIN pg_catalog.pg_constraint k ON k.contypid = t.oid
     WHERE k.contype = 'c'`,
    [schema, table],
  );

/** Tables of extensions belong to another role and may not be alterable: those stay as they are. */
const drop = (connection: Connection, { kind, of, name }: Check): Promise<boolean> =>
  connection.query(`ALTER ${kind} ${of} DROP CONSTRAINT ${quoted(name)}`).then(
    () => true,
    () => false,
  );

const NOT_VALID = /\sNOT VALID$/;

async function makeAgain(connection: Connection, { kind, of, name, definition }: Check): Promise<Complaint[]> {
  const complaint = (error: unknown, outcome: string): Complaint[] => {
    const said = (error instanceof EngineFault ? error.details.serverError : undefined) ?? String(error);
    const entry = `check constraint ${name} of ${of}`;
    return [{ dumpId: undefined, entry, error: `${said}. ${outcome}`, hint: undefined }];
  };
  const wasValid = !NOT_VALID.test(definition);
  try {
    await connection.query(
      `ALTER ${kind} ${of} ADD CONSTRAINT ${quoted(name)} ${definition}${wasValid ? ' NOT VALID' : ''}`,
    );
  } catch (error) {
    return complaint(error, 'The rows are there without it.');
  }
  if (!wasValid) return [];
  try {
    await connection.query(`ALTER ${kind} ${of} VALIDATE CONSTRAINT ${quoted(name)}`);
    return [];
  } catch (error) {
    return complaint(error, 'All rows are there, and it holds for new ones (NOT VALID).');
  }
}
