/** A scenario, a "bad day": it wraps the provider, its worker or its options, and nothing else. */
import { faultReply, idsOf, respond } from '#provider/answer.ts';
import type { ArmFault } from '#provider/fault.ts';
import type { Perform, Ports } from '#provider/ports.ts';
import type { ProviderOptions } from '#provider/provider.ts';

export type FetchHandler = (request: Request) => Promise<Response>;

/** The world that a scenario changes. */
export interface Surroundings {
  ports: Ports;
  /** Simulated time, which `?speed=` shortens. */
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds of real time that so much simulated time takes. */
  realMs: (ms: number) => number;
}

export interface Scenario {
  /** One line that helps a person choose. */
  title: string;
  /** Called when the scenario starts: its counters start from zero each time. */
  fetch?: (inner: FetchHandler, surroundings: Surroundings) => FetchHandler;
  perform?: (inner: Perform, surroundings: Surroundings) => Perform;
  options?: (surroundings: Surroundings) => Partial<ProviderOptions>;
}

/** The response for a refusal, with the ids and headers of every ARM response. */
export const refuse = (request: Request, { ports }: Surroundings, fault: ArmFault): Response =>
  respond(request, idsOf(request, ports), ports, faultReply(fault));

/** The reason with which `fetch` rejects: no response at all. */
export const noAnswer = (): Response => Response.error();

export const isWrite = ({ method }: Request): boolean => method !== 'GET';

/** The id of the backup instance that the request protects; undefined for every other request. */
export function protectedInstance({ method, url }: Request): string | undefined {
  const { pathname } = new URL(url);
  return method === 'PUT' && /\/backupInstances\/[^/]+$/i.test(pathname) ? decodeURIComponent(pathname) : undefined;
}

/** The number of a distinct value: 1 for the first one, and the same number when it comes again. */
export function numbering(): (value: string) => number {
  const seen = new Map<string, number>();
  return (value) => {
    const key = value.toLowerCase();
    const number = seen.get(key) ?? seen.size + 1;
    seen.set(key, number);
    return number;
  };
}
