/** Who sends a request, as far as the connection and the token tell by themselves. */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { bearerIn } from '#provider/checks.ts';

/** Absent where the app is called without a server around it. */
type Bindings = Partial<HttpBindings> | undefined;

export const incomingOf = ({ env }: Context): HttpBindings['incoming'] | undefined => (env as Bindings)?.incoming;

/** Whether there is nobody any more who waits for the answer. */
export const isGone = ({ env }: Context): boolean => (env as Bindings)?.outgoing?.destroyed === true;

/**
 * The network address that a connection comes from. Behind a proxy it is the proxy's: what a header says of the address
 * before that is whatever its sender likes. Of IPv6 the network, because one machine has all addresses of it.
 */
export function addressOf(context: Context): string {
  const address = incomingOf(context)?.socket.remoteAddress ?? 'unknown';
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  return address.split(':').slice(0, 4).join(':');
}

export const bearerOf = ({ req }: Context): string => bearerIn(req.header('authorization')) ?? '';
