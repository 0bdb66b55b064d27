import { onTestFinished } from 'vitest';

/** From now to the end of the test, requests whose URL matches are refused; all others work. */
export function refuseRequests(pattern: RegExp): void {
  const { fetch } = globalThis;
  globalThis.fetch = (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const body = { error: { code: 'RefusedByTest', message: 'Not today.' } };
    return pattern.test(url) ? Promise.resolve(Response.json(body, { status: 400 })) : fetch(input, init);
  };
  onTestFinished(() => {
    globalThis.fetch = fetch;
  });
}
