import { QueryClient, QueryObserver, queryOptions } from '@tanstack/react-query';
import { beforeEach, expect, it } from 'vitest';
import { arriving, fillGaps, gather, type Gathered, type Place } from './gathered.ts';

const places: Place[] = ['a', 'b', 'c'].map((id) => ({ id, name: `Place ${id}` }));
const KEY = ['fruits', 'everywhere'];

let client: QueryClient;
let requested: string[];
beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  requested = [];
});

/** Three places with two pages each, every page when `turn` lets it pass. */
const fruits = (turn: (page: string) => Promise<unknown> = () => Promise.resolve()) =>
  queryOptions({
    queryKey: KEY,
    queryFn: (context) =>
      gather(context, places, async function* ({ id }) {
        requested.push(id);
        for (const page of [1, 2]) {
          await turn(`${id}${page}`);
          yield [`${id}${page}`];
        }
      }),
    structuralSharing: false,
  });

const failing =
  (...pages: string[]) =>
  (page: string) =>
    pages.includes(page) ? Promise.reject(new Error(`no ${page}`)) : Promise.resolve();
const soFar = () => client.getQueryData(arriving<string>(KEY).queryKey);

it('is the lists of all places, in their order', async () => {
  const { items, gaps } = await client.query(fruits());
  expect(items).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
  expect(gaps).toEqual([]);
});

it('a place that fails is a gap, with the rows that it gave before; the others are there', async () => {
  const { items, gaps } = await client.query(fruits(failing('b2')));
  expect(items).toEqual(['a1', 'a2', 'b1', 'c1', 'c2']);
  expect(gaps.map(({ place, error }) => [place.name, error.message])).toEqual([['Place b', 'no b2']]);
});

it('fails when every place fails', async () => {
  await expect(client.query(fruits(failing('a1', 'b1', 'c1')))).rejects.toThrow('no a1');
});

it('shows what has come before the rest has, and nothing of it afterwards', async () => {
  const rest = Promise.withResolvers<undefined>();
  const whole = client.query(fruits((page) => (page === 'a1' ? Promise.resolve() : rest.promise)));
  await expect.poll(() => soFar()?.items).toEqual(['a1']);
  expect(client.getQueryData(KEY)).toBeUndefined();
  rest.resolve(undefined);
  expect((await whole).items).toHaveLength(6);
  expect(soFar()).toBeUndefined();
});

it('a list that is there is replaced as a whole', async () => {
  await client.query(fruits());
  const rest = Promise.withResolvers<undefined>();
  const again = client.query({ ...fruits((page) => (page === 'a1' ? Promise.resolve() : rest.promise)), staleTime: 0 });
  await expect.poll(() => requested).toHaveLength(6);
  expect(soFar()).toBeUndefined();
  expect(client.getQueryData<Gathered<string>>(KEY)?.items).toHaveLength(6);
  rest.resolve(undefined);
  await again;
});

it('filling gaps reads only the places that left one', async () => {
  let isBroken = true;
  const options = fruits((page) => (isBroken && page === 'b1' ? Promise.reject(new Error('no')) : Promise.resolve()));
  const stop = new QueryObserver(client, options).subscribe(() => undefined);
  await expect.poll(() => client.getQueryData<Gathered<string>>(KEY)?.gaps).toHaveLength(1);
  isBroken = false;
  requested = [];
  await fillGaps(client, KEY);
  expect(requested).toEqual(['b']);
  expect(client.getQueryData<Gathered<string>>(KEY)).toMatchObject({
    items: ['a1', 'a2', 'b1', 'b2', 'c1', 'c2'],
    gaps: [],
  });
  stop();
});

it('goes on where it was interrupted, unless the list was said to be out of date', async () => {
  const interrupted = async () => {
    const never = new Promise<void>(() => undefined);
    const stop = new QueryObserver(
      client,
      fruits((page) => (page.startsWith('b') ? never : Promise.resolve())),
    ).subscribe(() => undefined);
    await expect.poll(() => soFar()?.parts.size).toBe(2);
    stop();
    requested = [];
  };
  await interrupted();
  expect((await client.query(fruits())).items).toHaveLength(6);
  expect(requested).toEqual(['b']);

  client.clear();
  await interrupted();
  await client.invalidateQueries({ queryKey: ['fruits'] });
  expect((await client.query(fruits())).items).toHaveLength(6);
  expect(requested).toEqual(['a', 'b', 'c']);
});
