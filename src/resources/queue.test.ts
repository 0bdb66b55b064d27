import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQueue } from './queue.ts';

describe('createQueue', () => {
  it('never runs more than so many at once, and runs every task', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.boolean(), { maxLength: 12 }),
        async (atOnce, tasks) => {
          const queue = createQueue(atOnce);
          let running = 0;
          let most = 0;
          const results = await Promise.allSettled(
            tasks.map((fails) =>
              queue(async () => {
                running += 1;
                most = Math.max(most, running);
                await Promise.resolve();
                running -= 1;
                if (fails) throw new Error('refused');
              }),
            ),
          );
          expect(results.map((result) => result.status === 'rejected')).toEqual(tasks);
          expect(most).toBe(Math.min(atOnce, tasks.length));
        },
      ),
    );
  });

  it('does not start a task that was given up while it waited', async () => {
    const queue = createQueue(1);
    const ended: string[] = [];
    const gate = Promise.withResolvers<undefined>();
    const first = queue(() => gate.promise);
    const leaving = new AbortController();
    const second = queue(() => Promise.resolve(ended.push('second')), leaving.signal);
    const third = queue(() => Promise.resolve(ended.push('third')));
    leaving.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    gate.resolve(undefined);
    await Promise.all([first, third]);
    expect(ended).toEqual(['third']);
  });
});
