import { afterEach, expect, it, vi } from 'vitest';
import { readConfig } from './config.ts';

const respondWith = (response: () => Response) =>
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(response()));

afterEach(() => vi.restoreAllMocks());

it("resolves the endpoint against the page's own origin", async () => {
  respondWith(() => Response.json({ armEndpoint: '/', signIn: 'link' }));
  expect(await readConfig('http://localhost:5080')).toEqual({ armEndpoint: 'http://localhost:5080/', signIn: 'link' });
});

it.each([
  ['<html>', 'it is not a JSON object'],
  ['{"signIn":"link"}', 'armEndpoint is not a URL'],
  ['{"armEndpoint":"/","signIn":"magic"}', 'signIn must be one of mocks, link'],
])('says what is wrong with %s', async (text, why) => {
  respondWith(() => new Response(text));
  await expect(readConfig('http://localhost')).rejects.toMatchObject({
    title: 'The configuration is wrong',
    message: `config.json cannot be used: ${why}.`,
  });
});

it('says that the server cannot be reached', async () => {
  respondWith(() => new Response(null, { status: 502 }));
  await expect(readConfig('http://localhost')).rejects.toMatchObject({ title: 'The server cannot be reached' });
});
