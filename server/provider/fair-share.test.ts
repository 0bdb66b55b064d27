import { describe, expect, it } from 'vitest';
import { createFairShare } from './fair-share.ts';

/** Lets everything go on that can. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function shareWith(shares: { atOnce: number; each: number; waiting: number }) {
  const share = createFairShare(shares);
  const served: string[] = [];
  const running: (() => void)[] = [];
  return {
    served,
    ask: async (who: string) => {
      const leave = await share.enter(who);
      served.push(leave ? who : `${who} turned away`);
      if (leave) running.push(leave);
    },
    /** The one that has run longest comes to its end. */
    next: async () => {
      running.shift()?.();
      await settled();
    },
  };
}

describe('a fair share', () => {
  it('lets nobody have more than a share at once, however much there is room for', async () => {
    const { ask, served, next } = shareWith({ atOnce: 10, each: 2, waiting: 100 });
    for (let count = 0; count < 5; count += 1) void ask('one');
    await settled();
    expect(served).toEqual(['one', 'one']);
    void ask('other');
    await settled();
    expect(served).toEqual(['one', 'one', 'other']);
    await next();
    expect(served).toEqual(['one', 'one', 'other', 'one']);
  });

  it('serves those who wait one after the other, however much waits behind each', async () => {
    const { ask, served, next } = shareWith({ atOnce: 2, each: 2, waiting: 1_000 });
    for (let count = 0; count < 500; count += 1) void ask('many');
    void ask('few');
    void ask('few');
    void ask('single');
    await settled();
    for (let count = 0; count < 6; count += 1) await next();
    expect(served).toEqual(['many', 'many', 'many', 'few', 'single', 'many', 'few', 'many']);
  });

  it('turns away what is too much to wait, and nobody else', async () => {
    const { ask, served } = shareWith({ atOnce: 1, each: 1, waiting: 2 });
    for (let count = 0; count < 4; count += 1) void ask('one');
    void ask('other');
    await settled();
    expect(served.sort()).toEqual(['one', 'one turned away']);
  });

  it('takes a turn back once, however often it is given back', async () => {
    const share = createFairShare({ atOnce: 1, each: 1, waiting: 10 });
    const leave = await share.enter('one');
    leave?.();
    leave?.();
    await share.enter('one');
    let isServed = false;
    void share.enter('other').then(() => (isServed = true));
    await settled();
    expect(isServed).toBe(false);
  });
});
