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
        return await database.transact(async (sql) => {
          const writes = writesTo(sql);
          const result = await change(transactionOver(writes, enqueue));
          await writes.flush();
          return result;
        });
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

/** A document as it is written. */
interface Written extends Omit<Row, 'body'> {
  kind: string;
  words: string[];
  body: string;
}

/** Statements of one transaction. Documents are written together, before the next statement and before the end. */
interface Writes extends Sql {
  put(document: Written): void;
  flush(): Promise<void>;
}

function writesTo(sql: Sql): Writes {
  const waiting = new Map<string, Written>();
  const flush = async (): Promise<void> => {
    if (waiting.size === 0) return;
    const all = [...waiting.values()];
    waiting.clear();
    await sql.query(PUT, [
      all.map(({ kind }) => kind),
      all.map(({ key }) => key),
      all.map(({ ord }) => ord),
      // An array of arrays would have to be of one length.
      all.map(({ words }) => JSON.stringify(words)),
      all.map(({ body }) => body),
      all.map(({ etag }) => etag),
    ]);
  };
  return {
    // Of two that are written in one statement the first would be lost.
    put: (document) => void waiting.set(`${document.kind}\n${document.key}`, document),
    flush,
    async query<Answer>(text: string, values?: unknown[]) {
      await flush();
      return sql.query<Answer>(text, values);
    },
  };
}

const PUT = `INSERT INTO ${TABLE} (kind, key, ord, words, body, etag)
  SELECT kind, key, ord, ARRAY(SELECT json_array_elements_text(words::json)), body::json, etag
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
    AS written (kind, key, ord, words, body, etag)
  ON CONFLICT (kind, key) DO UPDATE
  SET ord = excluded.ord, words = excluded.words, body = excluded.body, etag = excluded.etag`;

function transactionOver(sql: Writes, enqueue: Enqueue): Transaction {
  return {
    async get<T>(kind: Kind<T>, key: string) {
      const [row] = await sql.query<Row>(`SELECT key, body, etag, ord FROM ${TABLE} WHERE kind = $1 AND key = $2`, [
        kind.name,
        storable(key),
      ]);
      return row && storedOf<T>(row);
    },
    async list<T>(kind: Kind<T>, query: Query = {}) {
      const near = await amongTheNext<T>(sql, kind, query);
      if (near) return near;
      const { where, values } = conditions(kind, query, { withPaging: true });
      const order = orderOf(query);
      const limit = query.limit === undefined ? '' : ` LIMIT ${values.push(query.limit) && `$${values.length}`}`;
      const rows = await sql.query<Row>(
        `SELECT key, body, etag, ord FROM ${TABLE} WHERE ${where} ORDER BY ${order}${limit}`,
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
    put(kind, key, value) {
      const etag = randomUUID();
      sql.put({
        kind: kind.name,
        key: storable(key),
        ord: storable(kind.order?.(value, key) ?? key),
        words: (kind.words?.(value) ?? []).map(storable),
        body: JSON.stringify(value),
        etag,
      });
      return Promise.resolve(etag);
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

/** A page for a person has as many, or more. */
const LONG_PAGE = 100;
const LOOKED_THROUGH = 4;

/**
 * A page of what has a word, where that is most of what comes next in order; undefined when it is not. The planner takes kind and
 * words for independent: of five thousand servers that are all in one subscription, it would read and sort all of them for each page.
 */
async function amongTheNext<T>(sql: Sql, kind: Kind<T>, query: Query): Promise<Stored<T>[] | undefined> {
  const { with: words = [], limit = 0, ...rest } = query;
  if (words.length === 0 || limit < LONG_PAGE) return undefined;
  const { where, values } = conditions(kind, rest, { withPaging: true });
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const order = orderOf(query);
  const rows = await sql.query<Row>(
    `SELECT key, body, etag, ord
     FROM (SELECT * FROM ${TABLE} WHERE ${where} ORDER BY ${order} LIMIT ${parameter(LOOKED_THROUGH * limit)}) AS next
     WHERE words @> ${parameter(words.map(storable))}::text[] ORDER BY ${order} LIMIT ${parameter(limit)}`,
    values,
  );
  return rows.length < limit ? undefined : rows.map((row) => storedOf<T>(row));
}

function orderOf({ descending }: Query): string {
  const direction = descending === true ? 'DESC' : 'ASC';
  return `ord ${direction}, key ${direction}`;
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
