import { expect, it } from 'vitest';
import { news } from '#resources/mutation-meta.ts';
import { createQueryClient } from './query-client.ts';

const run = (meta: ReturnType<typeof news>, work: () => Promise<string>) => {
  const client = createQueryClient();
  client.setQueryData(['vaults', 'everywhere'], []);
  client.setQueryData(['jobs', 'everywhere'], []);
  const mutation = client.getMutationCache().build(client, { mutationFn: work, meta });
  const isStale = (key: string) => client.getQueryState([key, 'everywhere'])?.isInvalidated;
  return mutation.execute('vault-1').then(
    () => isStale,
    () => isStale,
  );
};

it('makes stale what a mutation names, and nothing else', async () => {
  const isStale = await run(news({ invalidates: [['vaults']] }), () => Promise.resolve('made'));
  expect(isStale('vaults')).toBe(true);
  expect(isStale('jobs')).toBe(false);
});

it('works out the keys from what was sent and what came back', async () => {
  const meta = news<string, string>({
    invalidates: (sent, made) => (sent === 'vault-1' && made === 'made' ? [['jobs']] : []),
  });
  expect((await run(meta, () => Promise.resolve('made')))('jobs')).toBe(true);
});

it('does so after a failure too: it may have gone half way', async () => {
  const isStale = await run(news({ invalidates: [['vaults']] }), () => Promise.reject(new Error('no')));
  expect(isStale('vaults')).toBe(true);
});
