/**
 * A job and an application that load a server, in a process of their own: they wait for the server and the machine, and
 * never for the event loop of the benchmark.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startBusyness } from '../server/testing/etl.ts';
import type { TestPostgres } from '../server/testing/postgres.ts';

type Query = 'waits' | 'stop';
type Reply = { ready: true } | { waits: number[] } | { rounds: number };

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
  const nextReply = async (): Promise<Reply> => ((await once(child, 'message')) as [Reply])[0];
  const request = (query: Query): Promise<Reply> => {
    const coming = nextReply();
    child.send(query);
    return coming;
  };
  await nextReply();
  return {
    async waitsMs() {
      const reply = await request('waits');
      return 'waits' in reply ? reply.waits : [];
    },
    async stop() {
      const reply = await request('stop');
      child.disconnect();
      return 'rounds' in reply ? reply.rounds : 0;
    },
  };
}

if (process.argv[1] === PROGRAM) {
  const [server = '', database = ''] = process.argv.slice(2);
  const send = (reply: Reply) => process.send?.(reply);
  const busyness = await startBusyness(JSON.parse(server) as TestPostgres, database);
  process.on('disconnect', () => process.exit());
  process.on('message', (query: Query) => {
    if (query === 'waits') send({ waits: busyness.waitsMs() });
    else void busyness.stop().then(() => send({ rounds: busyness.rounds() }));
  });
  send({ ready: true });
}
