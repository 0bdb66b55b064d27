/**
 * Resolves a server's name. The system's own look-up blocks one of the four threads for file access for as long as a
 * name server is silent, so foreign names are resolved without it.
 */
import { Resolver, lookup as systemLookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { isIP, isIPv6, type LookupFunction } from 'node:net';
import { NOTFOUND, type LookupAddress } from 'node:dns';

export type AddressesOf = (host: string) => Promise<LookupAddress[]>;

/** Queries name servers. Node's own `Resolver` is one. */
interface NameServer {
  resolve4(host: string): Promise<string[]>;
  resolve6(host: string): Promise<string[]>;
}

export interface LookupOptions {
  names?: NameServer;
  /** Queries the system, which knows more than name servers do. */
  system?: AddressesOf;
  /** The contents of `/etc/hosts`. */
  hosts?: () => string;
}

/** Twice: one packet may be lost. */
const LIMITS = { timeout: 2_500, tries: 2 };

/**
 * Queries name servers, and the system only for names that it resolves without foreign name servers: names without a
 * dot, those in `/etc/hosts`, and those that the name servers do not know. Throws what the system throws, or
 * `ETIMEOUT`.
 */
export function createHostLookup({
  names = new Resolver(LIMITS),
  system = (host) => systemLookup(host, { all: true }),
  hosts = hostsFile,
}: LookupOptions = {}): AddressesOf {
  return async (host) => {
    if (isIP(host) !== 0) return [{ address: host, family: isIPv6(host) ? 6 : 4 }];
    if (!host.includes('.') || isIn(hosts(), host)) return system(host);
    const [v4, v6] = await Promise.allSettled([names.resolve4(host), names.resolve6(host)]);
    const found = [...addressesOf(v4, 4), ...addressesOf(v6, 6)];
    if (found.length > 0) return found;
    const silent = [v4, v6].find((asked) => asked.status === 'rejected' && codeOf(asked.reason) === 'ETIMEOUT');
    if (silent?.status === 'rejected') throw silent.reason as Error;
    return system(host);
  };
}

/** The look-up for all sessions at foreign servers. */
export const addressesOfHost = createHostLookup();

/** The look-up in the form for a socket. */
export const asLookup =
  (find: AddressesOf): LookupFunction =>
  (host, { all = false, family }, done) => {
    const isWanted = (each: LookupAddress) => ![4, 6].includes(Number(family)) || each.family === Number(family);
    find(host).then(
      (addresses) => {
        const wanted = addresses.filter(isWanted);
        const [first] = wanted;
        if (!first) done(Object.assign(new Error(`${host} has no such address.`), { code: NOTFOUND }), '', 0);
        else if (all) done(null, wanted);
        else done(null, first.address, first.family);
      },
      (error: unknown) => done(error as NodeJS.ErrnoException, '', 0),
    );
  };

const addressesOf = (asked: PromiseSettledResult<string[]>, family: 4 | 6): LookupAddress[] =>
  asked.status === 'fulfilled' ? asked.value.map((address) => ({ address, family })) : [];

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

function isIn(text: string, host: string): boolean {
  const wanted = host.toLowerCase();
  return text.split('\n').some((line) => {
    const [, ...known] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    return known.some((name) => name.toLowerCase() === wanted);
  });
}

function hostsFile(): string {
  try {
    return readFileSync('/etc/hosts', 'utf8');
  } catch {
    return '';
  }
}
