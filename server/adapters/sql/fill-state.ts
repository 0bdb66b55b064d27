/** Puts an exported state into a database that holds none. */
import type { BossWork } from '../boss-work.ts';
import { SetupError } from '../setup-error.ts';
import { STEPS, takeSteps } from './migrations.ts';
import { QUEUE_SCHEMA, STATE_SCHEMA, type Sql, type SqlDatabase } from './sql-database.ts';
import { contentOf, refuseOther, type CheckedFile } from './state-file.ts';
import { contentLine, contentLines, createTally, type DocumentLine, type WorkLine } from './state-lines.ts';

/** Characters of lines that are put in with one statement. */
const AT_ONCE = 1024 ** 2;
const MOST_AT_ONCE = 500;

/**
 * All of it or nothing: in one transaction, which is committed when the database has what the file has. Throws a `SetupError` when
 * something is there already. `checked` is what `checkStateFile` has found.
 */
export async function fillState(
  database: SqlDatabase,
  work: Pick<BossWork, 'takeOver'>,
  path: string,
  checked: CheckedFile,
): Promise<void> {
  const { head, end } = checked;
  if (head.step > STEPS.length) {
    throw new SetupError(
      `The state was exported by a newer version of Backup Portal (${head.release}). Import it with that version.`,
    );
  }
  await database.transact(async (sql) => {
    await refuseFilled(sql);
    // The tables as they were when it was exported: the later steps may change what is in them.
    await sql.query(`DROP TABLE ${STATE_SCHEMA}.documents, ${STATE_SCHEMA}.migrations`);
    await takeSteps(sql, 0, STEPS.slice(0, head.step));
    await putIn(sql, work, path);
    const tally = createTally();
    for await (const line of contentLines(sql)) tally.add(line);
    refuseOther(end, tally.ending(), 'The database does not give back what was put in');
    await takeSteps(sql, head.step);
  });
}

async function refuseFilled(sql: Sql): Promise<void> {
  const [found] = await sql.query<{ documents: boolean; work: boolean }>(
    `SELECT EXISTS (SELECT FROM ${STATE_SCHEMA}.documents) AS documents, EXISTS (SELECT FROM ${QUEUE_SCHEMA}.job) AS work`,
  );
  if (found?.documents !== true && found?.work !== true) return;
  throw new SetupError(
    'There is a state already, and an import replaces none. Import into an empty database, or set DATA_DIR to a folder without `state`.',
  );
}

async function putIn(sql: Sql, work: Pick<BossWork, 'takeOver'>, path: string): Promise<void> {
  let documents: DocumentLine[] = [];
  let items: WorkLine[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    if (documents.length > 0) await putDocuments(sql, documents);
    if (items.length > 0) await work.takeOver(sql, items);
    [documents, items, characters] = [[], [], 0];
  };
  for await (const text of contentOf(path)) {
    const line = contentLine.parse(JSON.parse(text));
    if ('document' in line) documents.push(line.document);
    else items.push(line.work);
    characters += text.length;
    if (characters >= AT_ONCE || documents.length + items.length >= MOST_AT_ONCE) await flush();
  }
  await flush();
}

async function putDocuments(sql: Sql, lines: readonly DocumentLine[]): Promise<void> {
  await sql.query(
    `INSERT INTO ${STATE_SCHEMA}.documents (kind, key, ord, words, etag, body)
     SELECT kind, key, ord, ARRAY(SELECT json_array_elements_text(words::json)), etag, body::json
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS line (kind, key, ord, words, etag, body)`,
    [
      lines.map(({ kind }) => kind),
      lines.map(({ key }) => key),
      lines.map(({ order }) => order),
      lines.map(({ words }) => JSON.stringify(words)),
      lines.map(({ etag }) => etag),
      lines.map(({ body }) => JSON.stringify(body)),
    ],
  );
}
