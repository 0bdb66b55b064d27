/**
 * How a table keeps its rows. Where the target lacks the access method, pg_restore makes the table with the usual one
 * and says so only in its log: the rows are there, but without the properties of the access method.
 */
import type { UserFacingError } from '#protocol/errors.ts';
import { accessMethodNotAvailable } from '#provider/domain/restore-warnings.ts';
import type { TocEntry } from '../../postgres-archive/archive-toc.ts';
import type { Connection } from '../connection.ts';

export const USUAL_ACCESS_METHOD = 'heap';

/** The restored tables whose access method differs from that of the source. */
export async function accessMethodsLacking(
  connection: Connection,
  targetName: string,
  entries: readonly TocEntry[],
): Promise<UserFacingError[]> {
  const others = entries.filter(
    ({ accessMethod }) => accessMethod !== undefined && accessMethod !== USUAL_ACCESS_METHOD,
  );
  if (others.length === 0) return [];
  const found = await connection.query<{ name: string; method: string }>(
    `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name, w.method
     FROM pg_catalog.jsonb_to_recordset($1::pg_catalog.jsonb)
         AS w (schema pg_catalog.text, name pg_catalog.text, method pg_catalog.text)
       JOIN pg_catalog.pg_namespace n ON n.nspname = w.schema
       JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
       LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
     WHERE a.amname IS DISTINCT FROM w.method
     ORDER BY w.method COLLATE pg_catalog."C", n.nspname COLLATE pg_catalog."C", c.relname COLLATE pg_catalog."C"`,
    [
      JSON.stringify(
        others.map(({ namespace, tag, accessMethod }) => ({ schema: namespace, name: tag, method: accessMethod })),
      ),
    ],
  );
  return [...new Set(found.map(({ method }) => method))].map((method) =>
    accessMethodNotAvailable(
      targetName,
      method,
      found.filter((each) => each.method === method).map(({ name }) => name),
    ),
  );
}
