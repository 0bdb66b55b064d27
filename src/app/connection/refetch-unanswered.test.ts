import { QueryObserver } from '@tanstack/react-query';
import { expect, it, onTestFinished } from 'vitest';
import { noAnswer } from '#arm/error.ts';
import { createQueryClient } from '../query-client.ts';
import { refetchUnanswered } from './refetch-unanswered.ts';

function watch(name: string, failure: Error | undefined) {
  const requested: string[] = [];
  const client = createQueryClient();
  let failing = failure;
  const read = () => {
    requested.push(name);
    return failing ? Promise.reject(failing) : Promise.resolve('here');
  };
  const observer = new QueryObserver(client, { queryKey: [name], queryFn: read });
  onTestFinished(observer.subscribe(() => undefined));
  return {
    client,
    requested,
    observer,
    recover: () => {
      failing = undefined;
    },
  };
}

const settled = ({ observer }: ReturnType<typeof watch>) =>
  expect.poll(() => observer.getCurrentResult().fetchStatus).toBe('idle');

it('refetches what failed without a response', async () => {
  const watched = watch('vaults', noAnswer(new TypeError('lost')));
  await settled(watched);
  watched.recover();
  await refetchUnanswered(watched.client);
  expect(watched.observer.getCurrentResult().data).toBe('here');
});

it.each([
  ['what was refused', new Error('refused')],
  ['what is there', undefined],
])('leaves %s alone', async (_, failure) => {
  const watched = watch('vaults', failure);
  await settled(watched);
  await refetchUnanswered(watched.client);
  expect(watched.requested).toEqual(['vaults']);
});
