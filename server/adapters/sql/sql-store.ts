/** The `Store` port: documents in one table, read and written in serializable transactions. */
import { randomUUID } from 'node:crypto';
import type { Kind, Query, Store, Stored, Transaction } from '#provider/ports.ts';
import type { WorkItem } from '#provider/work-items.ts';
import { STATE_SCHEMA, type Sql, type SqlDatabase } from './sql-database.ts';
import { stateFault } from './state-faults.ts';

const TABLE = `${STATE_SCHEMA}.documents`;

/** Hands a work item to the queue inside the given transaction. */
export type Enqueue = (sql: Sql, item: WorkItem) => Promise<void>;

export function createSqlStore(database: SqlDatabase, enqueue: Enqueue): Store {
  return {
    async transact(change) {
      try {
        return await database.transact((sql) => change(transactionOver(sql, enqueue)));
      } catch (error) {
        throw stateFault(error);
      }
    },
  };
}

interface Row {
  key: string;
  body: unknown;
  etag: string;
  ord: string;
}

function transactionOver(sql: Sql, enqueue: Enqueue): Transaction {
  return {
    async get<T>(kind: Kind<T>, key: string) {
      const [row] = await sql.query<Row>(`SELECT key, body, etag, ord FROM ${TABLE} WHERE kind = $1 AND key = $2`, [
        kind.name,
        storable(key),
      ]);
      return row && storedOf<T>(row);
    },
    async list<T>(kind: Kind<T>, query: Query = {}) {
      const { where, values } = conditions(kind, query, { withPaging: true });
      const direction = query.descending === true ? 'DESC' : 'ASC';
      const limit = query.limit === undefined ? '' : ` LIMIT ${values.push(query.limit) && `$${values.length}`}`;
      const rows = await sql.query<Row>(
        `SELECT key, body, etag, ord FROM ${TABLE} WHERE ${where} ORDER BY ord ${direction}, key ${direction}${limit}`,
        values,
      );
      return rows.map((row) => storedOf<T>(row));
    },
    async count(kind, query = {}) {
      const { where, values } = conditions(kind, query, { withPaging: false });
      const [row] = await sql.query<{ total: number }>(
        `SELECT count(*)::int AS total FROM ${TABLE} WHERE ${where}`,
        values,
      );
      return row?.total ?? 0;
    },
    async put(kind, key, value) {
      const etag = randomUUID();
      await sql.query(
        `INSERT INTO ${TABLE} (kind, key, ord, words, body, etag) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (kind, key) DO UPDATE
         SET ord = excluded.ord, words = excluded.words, body = excluded.body, etag = excluded.etag`,
        [
          kind.name,
          storable(key),
          storable(kind.order?.(value, key) ?? key),
          (kind.words?.(value) ?? []).map(storable),
          JSON.stringify(value),
          etag,
        ],
      );
      return etag;
    },
    async delete(kind, key) {
      const rows = await sql.query(`DELETE FROM ${TABLE} WHERE kind = $1 AND key = $2 RETURNING key`, [
        kind.name,
        storable(key),
      ]);
      return rows.length > 0;
    },
    enqueue: (item) => enqueue(sql, item),
  };
}

function conditions<T>(kind: Kind<T>, query: Query, { withPaging }: { withPaging: boolean }) {
  const values: unknown[] = [];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const parts = [`kind = ${parameter(kind.name)}`];
  if (query.with !== undefined && query.with.length > 0) {
    parts.push(`words @> ${parameter(query.with.map(storable))}::text[]`);
  }
  if (query.keyPrefix !== undefined) {
    const prefix = parameter(storable(query.keyPrefix));
    // The first half is what the primary key can be searched by, the second what is meant.
    parts.push(`key >= ${prefix} AND starts_with(key, ${prefix})`);
  }
  if (query.from !== undefined) parts.push(`ord >= ${parameter(storable(query.from))}`);
  if (query.to !== undefined) parts.push(`ord < ${parameter(storable(query.to))}`);
  if (withPaging && query.after !== undefined) {
    const sign = query.descending === true ? '<' : '>';
    parts.push(
      `(ord, key) ${sign} (${parameter(storable(query.after.order))}, ${parameter(storable(query.after.key))})`,
    );
  }
  return { where: parts.join(' AND '), values };
}

const storedOf = <T>(row: Row): Stored<T> => ({
  key: row.key,
  value: row.body as T,
  etag: row.etag,
  order: row.ord,
});

/** SQL text cannot hold U+0000; a name with one must not cause a server error. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');
