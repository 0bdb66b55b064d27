/** Requests that fail, wait or find nothing for a while, between the page and the service. */
import { onTestFinished } from 'vitest';

type Mode = 'passing' | 'failing' | 'waiting' | 'empty';

interface Outage {
  /** Sets how the matching requests are handled from now on. Waiting ones are let through when it changes. */
  set: (mode: Mode) => void;
}

/** What the service returns for a bug of its own: a response that is not retried. */
const failure = () =>
  Response.json(
    { error: { code: 'InternalServerError', message: 'The service stumbled.' } },
    { status: 500, headers: { 'x-ms-request-id': 'request-of-the-outage' } },
  );

/** Intercepts the requests whose path and query match, until the test ends. Begins with `passing`. */
export function outageOf(pattern: RegExp): Outage {
  const real = globalThis.fetch;
  let mode: Mode = 'passing';
  let waiting: (() => void)[] = [];
  const changed = () => new Promise<void>((resolve) => waiting.push(resolve));
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    if (!pattern.test(decodeURIComponent(pathname + search))) return real(request);
    if (mode === 'waiting') await changed();
    if (mode === 'failing') return failure();
    return mode === 'empty' ? Response.json({ value: [] }) : real(request);
  };
  const set = (next: Mode) => {
    mode = next;
    const released = waiting;
    waiting = [];
    for (const release of released) release();
  };
  onTestFinished(() => {
    set('passing');
    globalThis.fetch = real;
  });
  return { set };
}
