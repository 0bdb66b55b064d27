/**
 * A job and an application that load a server, in a process of their own: they wait for the server and the machine, and
 * never for the event loop of the benchmark.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startBusyness } from '../server/testing/etl.ts';
import type { TestPostgres } from '../server/testing/postgres.ts';

type Ask = 'waits' | 'stop';
type Answer = { ready: true } | { waits: number[] } | { rounds: number };

const PROGRAM = fileURLToPath(import.meta.url);

export interface BusyProcess {
  /** Milliseconds of each turn of the application since the last call. */
  waitsMs(): Promise<number[]>;
  /** Returns how many rounds the job has done. */
  stop(): Promise<number>;
}

export async function startBusyProcess(
  { host, port, user, password }: TestPostgres,
  database: string,
): Promise<BusyProcess> {
  const child = fork(PROGRAM, [JSON.stringify({ host, port, user, password }), database]);
  const answer = async (): Promise<Answer> => ((await once(child, 'message')) as [Answer])[0];
  const asked = (ask: Ask): Promise<Answer> => {
    const coming = answer();
    child.send(ask);
    return coming;
  };
  await answer();
  return {
    async waitsMs() {
      const told = await asked('waits');
      return 'waits' in told ? told.waits : [];
    },
    async stop() {
      const told = await asked('stop');
      child.disconnect();
      return 'rounds' in told ? told.rounds : 0;
    },
  };
}

if (process.argv[1] === PROGRAM) {
  const [server = '', database = ''] = process.argv.slice(2);
  const tell = (answer: Answer) => process.send?.(answer);
  const busyness = await startBusyness(JSON.parse(server) as TestPostgres, database);
  process.on('disconnect', () => process.exit());
  process.on('message', (ask: Ask) => {
    if (ask === 'waits') tell({ waits: busyness.waitsMs() });
    else void busyness.stop().then(() => tell({ rounds: busyness.rounds() }));
  });
  tell({ ready: true });
}
