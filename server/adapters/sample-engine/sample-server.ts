/** The thread that holds the sample server: started when it is needed, ended when it was idle for a while. */
import { Worker } from 'node:worker_threads';
import type { DatabaseFacts, ServerFacts, TableFacts } from '#provider/ports.ts';

export interface SampleAnswers {
  ready: true;
  facts: ServerFacts;
  databases: DatabaseFacts[];
  dump: { version: string; toolVersion: string; globals: Uint8Array; database: Uint8Array; tables: TableFacts[] };
  close: true;
}

export interface SampleRequest {
  id: number;
  name: keyof SampleAnswers;
}

type Reply = { id: number; answer: unknown } | { id: number; error: string };

export interface SampleServer {
  ask<Name extends keyof SampleAnswers>(name: Name): Promise<SampleAnswers[Name]>;
  close(): Promise<void>;
}

/** Its memory is given back after this long; starting again takes about a second. */
const IDLE_MS = 60_000;

export function createSampleServer(folder: string): SampleServer {
  let thread: Thread | undefined;
  let idle: NodeJS.Timeout | undefined;
  let running = 0;

  const end = async () => {
    clearTimeout(idle);
    const ending = thread;
    thread = undefined;
    await ending?.end();
  };
  return {
    async ask(name) {
      clearTimeout(idle);
      running += 1;
      thread ??= startThread(folder, () => (thread = undefined));
      try {
        return await thread.ask(name);
      } finally {
        running -= 1;
        if (running === 0) idle = setTimeout(() => void end(), IDLE_MS).unref();
      }
    },
    close: end,
  };
}

type Thread = ReturnType<typeof startThread>;

function startThread(folder: string, onGone: () => void) {
  const worker = new Worker(new URL('./sample-worker.ts', import.meta.url), { workerData: { folder } });
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;

  worker.on('message', (reply: Reply) => {
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) caller?.reject(new Error(reply.error));
    else caller?.resolve(reply.answer);
  });
  const gone = (error: Error) => {
    onGone();
    for (const caller of waiting.values()) caller.reject(error);
    waiting.clear();
  };
  worker.on('error', gone).on('exit', () => gone(new Error('The sample server has ended.')));

  const ask = <Name extends keyof SampleAnswers>(name: Name): Promise<SampleAnswers[Name]> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve: resolve as (answer: unknown) => void, reject });
      worker.postMessage({ id: lastId, name } satisfies SampleRequest);
    });
  return {
    ask,
    end: async () => {
      await ask('close').catch(() => undefined);
      await worker.terminate();
    },
  };
}
