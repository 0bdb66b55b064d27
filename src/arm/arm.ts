/** The page's one ARM client, by the verbs that resources use. `configureArm` sets the endpoint at start. */
import { createClient, type ArmClient, type ArmOptions } from './client.ts';
import { createConnectionWatch } from './connection.ts';
import { followOperation, poll } from './operation.ts';
import { followPages } from './paging.ts';
import { createServiceTime } from './service-time.ts';

export interface CallOptions {
  apiVersion: string;
  query?: Record<string, string | undefined>;
  signal?: AbortSignal | undefined;
}

/** State of the connection, from all requests of the page. */
export const connection = createConnectionWatch();

const serviceTime = createServiceTime();

let client: ArmClient | undefined;

/** Sets the endpoint of the page's client. Called once at start, and by each test. */
export function configureArm(options: ArmOptions): void {
  serviceTime.reset();
  client = createClient({ connection, serviceTime, ...options });
}

function configured(): ArmClient {
  if (!client) throw new Error('configureArm has not been called.');
  return client;
}

/** Starts a request that may be a long-running operation, and follows it to its end. */
async function change(
  method: string,
  path: string,
  body: unknown,
  options: CallOptions & { isCheck?: boolean },
): Promise<unknown> {
  const arm = configured();
  const url = arm.urlOf(path, options.apiVersion, options.query);
  const started = await arm.send(method, url, { body, signal: options.signal, isCheck: options.isCheck });
  return followOperation(arm, method, url, started, options.signal);
}

export const arm = {
  /** The service's time at a moment of this machine's clock. Milliseconds since 1970, both. */
  serviceTime: (ownMs: number): number => serviceTime.at(ownMs),

  /** GET. */
  async read<T>(path: string, options: CallOptions): Promise<T> {
    const url = configured().urlOf(path, options.apiVersion, options.query);
    return (await configured().send('GET', url, { signal: options.signal })).body as T;
  },

  /** GET repeatedly until `isSettled`; waits as the service asks, else 2 s and growing. */
  async readUntil<T>(path: string, isSettled: (value: T) => boolean, options: CallOptions): Promise<T> {
    const url = configured().urlOf(path, options.apiVersion, options.query);
    const first = await configured().send('GET', url, { signal: options.signal });
    if (isSettled(first.body as T)) return first.body as T;
    return (await poll(configured(), url, first, (reply) => isSettled(reply.body as T), options.signal)).body as T;
  },

  /** A list, page by page. */
  pages<T>(path: string, options: CallOptions): AsyncGenerator<T[]> {
    return followPages<T>(configured(), configured().urlOf(path, options.apiVersion, options.query), options.signal);
  },

  /** A list, to its end. */
  async readAll<T>(path: string, options: CallOptions): Promise<T[]> {
    const all: T[] = [];
    for await (const page of arm.pages<T>(path, options)) all.push(...page);
    return all;
  },

  /** PUT, to the end of its operation. Returns the resource as it is then. */
  put: <T>(path: string, body: unknown, options: CallOptions) => change('PUT', path, body, options) as Promise<T>,

  /** PATCH, to the end of its operation. Returns the resource as it is then. */
  patch: <T>(path: string, body: unknown, options: CallOptions) => change('PATCH', path, body, options) as Promise<T>,

  /** POST, to the end of its operation. Returns the operation's result. */
  post: <T>(path: string, body: unknown, options: CallOptions) => change('POST', path, body, options) as Promise<T>,

  /** A POST that changes nothing, such as a validation: it is sent again when its response was lost. */
  check: <T>(path: string, body: unknown, options: CallOptions) =>
    change('POST', path, body, { ...options, isCheck: true }) as Promise<T>,

  /** DELETE, to the end of its operation. A 404 counts as deleted. */
  async remove(path: string, options: CallOptions): Promise<void> {
    await change('DELETE', path, undefined, options);
  },
};
