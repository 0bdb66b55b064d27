/** The host names that the server accepts. */
import type { MiddlewareHandler } from 'hono';
import { ArmFault } from '#provider/fault.ts';
import { incomingOf } from './caller.ts';
import type { Config } from './config.ts';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const EVERYWHERE = new Set(['0.0.0.0', '::']);

/**
 * A foreign web page could let its own name resolve to this machine, and the browser would treat us as that page's
 * origin (DNS rebinding). The name in the request shows it. Loopback names always mean this machine, so they are always
 * accepted.
 */
export function expectedHost(
  { HOST, PUBLIC_URL, ALLOWED_HOSTS }: Pick<Config, 'HOST' | 'PUBLIC_URL' | 'ALLOWED_HOSTS'>,
  refuse: (request: Request, fault: ArmFault) => Response,
): MiddlewareHandler {
  const names = new Set([...LOOPBACK, ...ALLOWED_HOSTS]);
  if (!EVERYWHERE.has(HOST)) names.add(HOST.includes(':') ? `[${HOST.toLowerCase()}]` : HOST.toLowerCase());
  if (PUBLIC_URL !== undefined) names.add(new URL(PUBLIC_URL).hostname);
  return async (context, next) => {
    const hosts = (incomingOf(context)?.rawHeaders ?? []).filter((text, at) => at % 2 === 0 && /^host$/i.test(text));
    if (hosts.length > 1) {
      const message = "The request names its host twice. Send one 'Host' header.";
      return refuse(context.req.raw, new ArmFault(400, 'InvalidHost', message, { by: 'gateway' }));
    }
    const { hostname } = new URL(context.req.url);
    if (names.has(hostname)) return next();
    const message = `This server does not go by the name '${hostname.slice(0, 100)}'. If it should, set PUBLIC_URL to its address, or add the name to ALLOWED_HOSTS.`;
    return refuse(context.req.raw, new ArmFault(421, 'InvalidHost', message, { by: 'gateway' }));
  };
}
