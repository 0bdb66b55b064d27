/** Lets only so many tasks run at once; the others wait for their turn, in order of arrival. */
export type Queue = <T>(task: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** A task whose signal is aborted while it waits never starts. */
export function createQueue(atOnce: number): Queue {
  let running = 0;
  const waiting: (() => void)[] = [];

  const takeTurn = (signal: AbortSignal | undefined): Promise<void> => {
    signal?.throwIfAborted();
    if (running < atOnce) {
      running += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const start = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        waiting.splice(waiting.indexOf(start), 1);
        reject(signal?.reason as Error);
      };
      waiting.push(start);
      signal?.addEventListener('abort', giveUp, { once: true });
    });
  };

  // The slot of a finished task goes straight to the next one, so that no other task can take it in between.
  const passOn = () => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };

  return async (task, signal) => {
    await takeTurn(signal);
    try {
      return await task();
    } finally {
      passOn();
    }
  };
}
