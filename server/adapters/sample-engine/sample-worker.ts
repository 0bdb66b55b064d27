/**
 * The sample server, in a thread of its own: PGlite and its pg_dump run to their end without a pause, and requests must
 * not wait for that. `sample-server.ts` sends it requests.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { pgDump } from '@electric-sql/pglite-tools/pg_dump';
import { countRows, readDatabases, readServerFacts, readVersion } from '../postgres-engine/facts.ts';
import { openSample } from './sample-data.ts';
import { globalsOf } from './sample-globals.ts';
import type { SampleAnswers, SampleRequest } from './sample-server.ts';

const { folder } = workerData as { folder: string };
const pglite = await openSample(folder);
const connection = {
  query: async <Row>(text: string, values?: unknown[]) => (await pglite.query<Row>(text, values)).rows,
};

const answers: { [Name in keyof SampleAnswers]: () => Promise<SampleAnswers[Name]> } = {
  ready: () => Promise.resolve(true),
  facts: () => readServerFacts(connection),
  databases: () => readDatabases(connection),
  dump: async () => {
    const { version } = await readVersion(connection);
    const globals = await globalsOf(connection);
    // Many rows in one INSERT load about ten times as fast as one in each.
    const file = await pgDump({ pg: pglite, args: ['--rows-per-insert=500'] });
    const [, toolVersion = ''] = /by pg_dump version (\S+)/.exec(await file.slice(0, 1000).text()) ?? [];
    return {
      version,
      toolVersion,
      globals: new TextEncoder().encode(globals),
      database: new Uint8Array(await file.arrayBuffer()),
      // Nobody else is connected and this thread does one thing at a time: these are the rows that were dumped.
      tables: await countRows(connection),
    };
  },
  close: async () => {
    await pglite.close();
    return true;
  },
};

parentPort?.on('message', ({ id, name }: SampleRequest) => {
  answers[name]().then(
    (answer) => parentPort?.postMessage({ id, answer }),
    (error: unknown) => parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
