/** A service that responds from a list, for tests of the client itself: what was sent, and how long was waited. */
import { createClient, type ArmClient, type ArmOptions } from '#arm/client.ts';

export const ENDPOINT = 'https://arm.test';

interface ScriptedResponse {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

type Script = (ScriptedResponse | 'connection lost')[];

export interface ScriptedService {
  client: ArmClient;
  options: ArmOptions;
  /** `METHOD path` of each request. */
  sent: string[];
  requests: Request[];
  /** Milliseconds of each wait. */
  waited: number[];
  /** Tokens that the service refused. */
  refused: string[];
}

/** Responds to each request with the next line of the script; a request beyond it fails the test. */
export function scriptedService(script: Script): ScriptedService {
  const service = { sent: [] as string[], requests: [] as Request[], waited: [] as number[], refused: [] as string[] };
  const lines = [...script];
  const options: ArmOptions = {
    endpoint: ENDPOINT,
    tokens: { token: () => Promise.resolve('token-1'), refused: (token) => void service.refused.push(token) },
    fetch: (request) => {
      service.requests.push(request);
      service.sent.push(`${request.method} ${request.url.slice(ENDPOINT.length)}`);
      const line = lines.shift();
      if (line === undefined) throw new Error(`Nobody planned for ${request.method} ${request.url}.`);
      if (line === 'connection lost') return Promise.reject(new TypeError('fetch failed'));
      const { status = 200, headers = {}, body } = line;
      return Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status, headers }));
    },
    sleep: (ms, signal) => {
      service.waited.push(ms);
      return signal?.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve();
    },
    now: () => Date.parse('2026-02-03T09:00:00Z'),
    random: () => 1,
  };
  return { ...service, options, client: createClient(options) };
}
