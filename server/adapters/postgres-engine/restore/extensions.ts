/**
 * The login creates the extensions in the still empty database, where no object of the source can interfere. Most need
 * rights that the role of the restore does not have.
 */
import type { TocEntry } from '../../postgres-archive/archive-toc.ts';
import type { Connection } from '../connection.ts';
import { quoted } from '../../quoted.ts';

/** Returns the entries of the archive that are already created. */
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
      // pg_restore tries it again and reports the error.
    }
  }
  return done;
}

/** `CREATE EXTENSION IF NOT EXISTS x WITH SCHEMA y;` */
function schemaIn(defn: string): string | undefined {
  const [, inQuotes, bare] = /WITH SCHEMA (?:"((?:[^"]|"")*)"|([^\s;"]+))/.exec(defn) ?? [];
  return inQuotes?.replaceAll('""', '"') ?? bare;
}

/** A dump holds the rows of an extension's configuration tables, and the servers of its foreign data wrappers. */
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

/** Comments on extensions are set by the login, which created them. */
export async function commentOnExtensions(connection: Connection, entries: readonly TocEntry[]): Promise<void> {
  for (const { desc, tag, defn } of entries) {
    if (isExtensionComment(desc, tag)) await connection.query(defn).catch(() => undefined);
  }
}

export const isExtensionComment = (desc: string, tag: string): boolean =>
  desc === 'COMMENT' && tag.startsWith('EXTENSION ');
