/**
 * Extensions are made by the login in the still empty database, where nothing of the source can be in the way: most need
 * rights that the role of the restore has not.
 */
import type { TocEntry } from '../../postgres-archive/archive-toc.ts';
import type { Connection } from '../connection.ts';
import { quoted } from '../../quoted.ts';

/** Answers the entries of the archive that need not be made any more. */
export async function makeExtensions(
  connection: Connection,
  entries: readonly TocEntry[],
  role: string,
): Promise<Set<number>> {
  const done = new Set<number>();
  for (const { desc, tag, defn, dumpId } of entries) {
    if (desc !== 'EXTENSION') continue;
    const schema = schemaIn(defn);
    const schemaEntry = entries.find((entry) => entry.desc === 'SCHEMA' && entry.tag === schema);
    try {
      if (schema !== undefined && schemaEntry && !done.has(schemaEntry.dumpId)) {
        await connection.query(`CREATE SCHEMA IF NOT EXISTS ${quoted(schema)} AUTHORIZATION ${quoted(role)}`);
        done.add(schemaEntry.dumpId);
      }
      await connection.query(
        `CREATE EXTENSION IF NOT EXISTS ${quoted(tag)}${schema === undefined ? '' : ` WITH SCHEMA ${quoted(schema)}`}`,
      );
      await letUse(connection, tag, role);
      done.add(dumpId);
    } catch {
      // The restore comes to it by itself, and tells what it says then.
    }
  }
  return done;
}

/** `CREATE EXTENSION IF NOT EXISTS x WITH SCHEMA y;` */
function schemaIn(defn: string): string | undefined {
  const [, inQuotes, bare] = /WITH SCHEMA (?:"((?:[^"]|"")*)"|([^\s;"]+))/.exec(defn) ?? [];
  return inQuotes?.replaceAll('""', '"') ?? bare;
}

/** A dump has rows for the tables that an extension says are configured, and servers of its data wrappers. */
async function letUse(connection: Connection, extension: string, role: string): Promise<void> {
  const grants = await connection.query<{ sql: string }>(
    `SELECT pg_catalog.format('GRANT ALL ON %s %I.%I TO %I', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
       n.nspname, c.relname, $2::pg_catalog.text) AS sql
     FROM pg_catalog.pg_extension e
       JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) ANY (e.extconfig)
       JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
     WHERE e.extname OPERATOR(pg_catalog.=) $1::pg_catalog.name
     UNION ALL
     SELECT pg_catalog.format('GRANT USAGE ON FOREIGN DATA WRAPPER %I TO %I', w.fdwname, $2::pg_catalog.text)
     FROM pg_catalog.pg_foreign_data_wrapper w
       JOIN pg_catalog.pg_depend d ON d.objid OPERATOR(pg_catalog.=) w.oid
         AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass
         AND d.deptype OPERATOR(pg_catalog.=) 'e'
       JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
     WHERE e.extname OPERATOR(pg_catalog.=) $1::pg_catalog.name`,
    [extension, role],
  );
  for (const { sql } of grants) await connection.query(sql).catch(() => undefined);
}

/** What the dump says of its extensions belongs to who made them. */
export async function commentOnExtensions(connection: Connection, entries: readonly TocEntry[]): Promise<void> {
  for (const { desc, tag, defn } of entries) {
    if (isExtensionComment(desc, tag)) await connection.query(defn).catch(() => undefined);
  }
}

export const isExtensionComment = (desc: string, tag: string): boolean =>
  desc === 'COMMENT' && tag.startsWith('EXTENSION ');
