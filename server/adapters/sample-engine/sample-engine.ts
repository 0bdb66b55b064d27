/** The `Engine` port for the sample server, an embedded PostgreSQL that a fresh installation brings along. */
import { EngineFault, type BackupPart, type BackupSink, type Engine } from '#provider/ports.ts';
import { readContents } from '../postgres-archive/archive-contents.ts';
import { cancelled } from '../postgres-engine/faults.ts';
import { SAMPLE_DATABASE } from './sample-data.ts';
import type { SampleServer } from './sample-server.ts';

/** How much of a dump is handed on at once. */
const CHUNK_BYTES = 256 * 1024;

export function createSampleEngine(server: SampleServer): Engine {
  return {
    seal: () => Promise.reject(new Error('The sample server is inside this process; there is no access to seal.')),
    probe: () => asked(() => server.ask('facts')),
    inspect: () =>
      Promise.reject(new Error('The sample server is inside this process; there is nothing to connect to.')),
    listDatabases: () => asked(() => server.ask('databases')),
    readContents,
    checkTarget: () => Promise.reject(cannotBeTarget()),
    foreseeRestore: () => Promise.reject(cannotBeTarget()),
    restore: () => Promise.reject(cannotBeTarget()),
    isRestored: () => Promise.resolve(false),
    discardRestore: () => Promise.resolve(),
    settleRestore: () => Promise.resolve(),
    checkScratch: () => Promise.reject(cannotBeTarget()),
    startScratch: () => Promise.reject(cannotBeTarget()),
    importDump: () => Promise.reject(cannotBeTarget()),
    backUp: (_sealed, sink, { signal, onProgress }) =>
      asked(async () => {
        const startedAt = new Date().toISOString();
        const [databases, dump] = [await server.ask('databases'), await server.ask('dump')];
        const expectedBytes = databases.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0);
        let plainBytes = 0;
        const write = async (sinkOf: BackupSink, part: BackupPart, bytes: Uint8Array, databasesDone: number) => {
          async function* chunks() {
            for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
              if (signal.aborted) throw cancelled(signal.reason);
              const chunk = bytes.subarray(at, at + CHUNK_BYTES);
              plainBytes += chunk.length;
              onProgress({ database: part.database, databasesDone, databasesTotal: 1, plainBytes, expectedBytes });
              yield await Promise.resolve(chunk);
            }
          }
          return { ...part, ...(await sinkOf.write(part, chunks())) };
        };
        const globals = await write(sink, { kind: 'globals', format: 'plain' }, dump.globals, 0);
        const database: BackupPart = { kind: 'database', database: SAMPLE_DATABASE, format: 'plain' };
        const parts = [globals, { ...(await write(sink, database, dump.database, 0)), tables: dump.tables }];
        onProgress({ database: SAMPLE_DATABASE, databasesDone: 1, databasesTotal: 1, plainBytes, expectedBytes });
        return {
          serverVersion: dump.version,
          tools: { pg_dump: dump.toolVersion },
          startedAt,
          endedAt: new Date().toISOString(),
          parts,
          warnings: [],
        };
      }),
  };
}

// It has one database and takes no second one beside it.
const cannotBeTarget = (): EngineFault =>
  new EngineFault('UserErrorTargetServerNotSupported', 'The embedded sample server cannot be restored into.', [
    'Select another server. Any PostgreSQL server that is registered with Backup Portal can be a target.',
  ]);

async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EngineFault) throw error;
    throw new EngineFault(
      'SampleServerFailed',
      'The sample server did not respond.',
      [
        'Try again. If it stays so, stop Backup Portal, remove the folder "sample" from its data folder, and start again.',
      ],
      undefined,
      { cause: error },
    );
  }
}
