/** The caller of a request, as far as the connection and the token identify it. */
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { bearerIn } from '#provider/checks.ts';

/** Absent where the app is called without a server. */
type Bindings = Partial<HttpBindings> | undefined;

export const incomingOf = ({ env }: Context): HttpBindings['incoming'] | undefined => (env as Bindings)?.incoming;

/** Whether the caller has disconnected and no longer waits for the response. */
export const isGone = ({ env }: Context): boolean => (env as Bindings)?.outgoing?.destroyed === true;

/**
 * The network address of a connection. Behind a proxy it is the proxy's: a header with the original address can be
 * forged by its sender. For IPv6 the network, because one machine has all its addresses.
 */
export function addressOf(context: Context): string {
  const address = incomingOf(context)?.socket.remoteAddress ?? 'unknown';
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  return address.split(':').slice(0, 4).join(':');
}

export const bearerOf = ({ req }: Context): string => bearerIn(req.header('authorization')) ?? '';
