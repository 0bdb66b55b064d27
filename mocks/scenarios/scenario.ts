/** What a bad day is: a wrap around the provider, its worker or its options, and nothing else. */
import { faultReply, idsOf, respond } from '#provider/answer.ts';
import type { ArmFault } from '#provider/fault.ts';
import type { Perform, Ports } from '#provider/ports.ts';
import type { ProviderOptions } from '#provider/provider.ts';

export type FetchHandler = (request: Request) => Promise<Response>;

/** What a bad day finds: the world that it befalls. */
export interface Surroundings {
  ports: Ports;
  /** Simulated time, which `?speed=` makes shorter. */
  wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds of real time that so much simulated time takes. */
  realMs: (ms: number) => number;
}

export interface Scenario {
  /** One line for a person who chooses. */
  title: string;
  /** Called when the scenario begins: what it counts begins anew each time. */
  fetch?: (inner: FetchHandler, surroundings: Surroundings) => FetchHandler;
  perform?: (inner: Perform, surroundings: Surroundings) => Perform;
  options?: (surroundings: Surroundings) => Partial<ProviderOptions>;
}

/** The answer that a refusal becomes, with the ids and headers of every ARM answer. */
export const refuse = (request: Request, { ports }: Surroundings, fault: ArmFault): Response =>
  respond(request, idsOf(request, ports), ports, faultReply(fault));

/** What `fetch` rejects for: no answer at all. */
export const noAnswer = (): Response => Response.error();

export const isWrite = ({ method }: Request): boolean => method !== 'GET';

/** The id of the backup instance that the request protects; undefined for every other request. */
export function protectedInstance({ method, url }: Request): string | undefined {
  const { pathname } = new URL(url);
  return method === 'PUT' && /\/backupInstances\/[^/]+$/i.test(pathname) ? decodeURIComponent(pathname) : undefined;
}

/** Which distinct value this is: 1 for the first one, and the same number when it comes again. */
export function numbering(): (value: string) => number {
  const seen = new Map<string, number>();
  return (value) => {
    const key = value.toLowerCase();
    const number = seen.get(key) ?? seen.size + 1;
    seen.set(key, number);
    return number;
  };
}
