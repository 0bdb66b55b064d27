/** Sends one request the way ARM wants it, retries when `retry.ts` says so, and returns JSON or throws `ArmError`. */
import type { ConnectionWatch } from './connection.ts';
import { ArmError, errorFrom, noAnswer } from './error.ts';
import { retryDelayMs } from './retry.ts';
import type { ServiceTime } from './service-time.ts';
import { sleep, type Sleep } from './sleep.ts';

/**
 * A response takes no longer than this; then the connection counts as lost. Long operations are polled, never waited
 * for.
 */
const ANSWER_LIMIT_MS = 60_000;

/** Where bearer tokens come from. */
export interface TokenSource {
  /** A token that is valid now. */
  token(): Promise<string>;
  /** The service responded with 401 to this token. */
  refused(token: string): void;
}

export interface ArmOptions {
  /** Absolute URL that ARM's paths are relative to. */
  endpoint: string;
  tokens: TokenSource;
  fetch?: (request: Request) => Promise<Response>;
  sleep?: Sleep;
  /** Receives the outcome of each request. */
  connection?: ConnectionWatch;
  /** Receives the `Date` of every response. */
  serviceTime?: ServiceTime;
  /** Milliseconds since 1970. */
  now?: () => number;
  /** 0 to 1. */
  random?: () => number;
}

export interface ArmReply {
  status: number;
  headers: Headers;
  /** Parsed JSON; undefined when there was no body. */
  body: unknown;
}

export interface SendOptions {
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** A POST that changes nothing: it is sent again when its response was lost. */
  isCheck?: boolean | undefined;
}

export interface ArmClient {
  /** The absolute URL of an ARM path. Throws `ArmError` when it is not one, as in a mistyped link. */
  urlOf(path: string, apiVersion: string, query?: Record<string, string | undefined>): string;
  /** Sends to an absolute URL of the endpoint's own origin. Throws `ArmError`, or the signal's reason. */
  send(method: string, url: string, options?: SendOptions): Promise<ArmReply>;
  sleep: Sleep;
  now: () => number;
}

/** What `fetch` threw when the connection was lost. */
interface Lost {
  lost: unknown;
}

/** A client for one endpoint and one source of tokens. */
export function createClient(options: ArmOptions): ArmClient {
  const endpoint = new URL(options.endpoint);
  // Wrapped, because `fetch` refuses to be called as a method of something else.
  const send = options.fetch ?? ((request: Request) => fetch(request));
  const wait = options.sleep ?? sleep;
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;

  async function once(method: string, url: URL, { body, signal }: SendOptions): Promise<ArmReply | Lost> {
    const token = await options.tokens.token();
    const headers = new Headers({ accept: 'application/json', authorization: `Bearer ${token}` });
    if (body !== undefined) headers.set('content-type', 'application/json');
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ANSWER_LIMIT_MS);
    let response: Response;
    let text: string;
    const sentAt = now();
    try {
      const init = {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: signal ? AbortSignal.any([signal, limit.signal]) : limit.signal,
      };
      response = await send(new Request(url, init));
      options.serviceTime?.heard(response.headers.get('date'), sentAt, now());
      text = await response.text();
    } catch (error) {
      signal?.throwIfAborted();
      options.connection?.lost();
      return { lost: error };
    } finally {
      clearTimeout(timer);
    }
    options.connection?.responded();
    if (response.status === 401) options.tokens.refused(token);
    return { status: response.status, headers: response.headers, body: parse(text) };
  }

  return {
    sleep: wait,
    now,
    urlOf(path, apiVersion, query = {}) {
      if (!path.startsWith('/')) throw noResourceId(path);
      const url = new URL(endpoint.pathname.replace(/\/$/, '') + path, endpoint);
      url.searchParams.set('api-version', apiVersion);
      for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
      // A blank as `+` is a form's way of writing; OData filters want `%20`.
      url.search = url.search.replaceAll('+', '%20');
      return url.href;
    },
    async send(method, address, sending = {}) {
      const url = new URL(address, endpoint);
      // `nextLink` and the operation headers are data: a token is never sent to another origin.
      if (url.origin !== endpoint.origin) throw strangeAddress(url);
      const { isCheck = false } = sending;
      const startedAt = now();
      let waitedMs = 0;
      for (let number = 1; ; number += 1) {
        sending.signal?.throwIfAborted();
        const reply = await once(method, url, sending);
        if ('status' in reply && reply.status < 400) return reply;
        const error = 'lost' in reply ? noAnswer(reply.lost) : errorFrom(reply.status, reply.headers, reply.body);
        const response = 'lost' in reply ? undefined : { ...reply, code: error.code };
        // Counted too: a clock that was set back must not make the retries endless.
        const elapsedMs = Math.max(waitedMs, now() - startedAt);
        const delay = retryDelayMs({ method, isCheck, number, elapsedMs, reply: response }, now(), random());
        if (delay === undefined) throw error;
        if (response?.status === 429) options.connection?.heldOff(now() + delay);
        waitedMs += delay;
        await wait(delay, sending.signal);
      }
    },
  };
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // A proxy's HTML page, say. The status is enough.
    return undefined;
  }
}

const strangeAddress = (url: URL): ArmError =>
  new ArmError({
    status: 0,
    code: 'UnexpectedAddress',
    message: `The service pointed to ${url.origin}, which is not the address this page is set up for.`,
  });

const noResourceId = (path: string): ArmError =>
  new ArmError({ status: 0, code: 'InvalidResourceId', message: `'${path}' is not the ID of a resource.` });
