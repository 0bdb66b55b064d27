/** `/metrics`, and who may read it: whoever is on this machine, or, where a token was set, whoever has that. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { bearerOf, incomingOf } from '../caller.ts';
import type { Config } from '../config.ts';
import { refuse } from '../small-requests.ts';
import type { Metrics } from './metrics.ts';

type Access = Pick<Config, 'METRICS_TOKEN'>;

/** Mount it at the root. */
export function metricsRoute(metrics: () => Pick<Metrics, 'text' | 'contentType'>, { METRICS_TOKEN }: Access): Hono {
  const app = new Hono();
  app.get('/metrics', async (context) => {
    if (METRICS_TOKEN === undefined && !isFromThisMachine(context)) {
      const message =
        'Metrics are for this machine alone. To read them from elsewhere, or through a proxy, set METRICS_TOKEN and send it as bearer token.';
      return refuse(context, 403, 'AuthorizationFailed', message);
    }
    if (METRICS_TOKEN !== undefined && !isSame(bearerOf(context), METRICS_TOKEN)) {
      context.header('WWW-Authenticate', 'Bearer');
      return refuse(context, 401, 'InvalidAuthenticationToken', 'Send the value of METRICS_TOKEN as bearer token.');
    }
    const { text, contentType } = metrics();
    return context.body(await text(), 200, { 'Content-Type': contentType, 'Cache-Control': 'no-store' });
  });
  return app;
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

/** A proxy on this machine speaks for somebody else. */
function isFromThisMachine(context: Context): boolean {
  const address = incomingOf(context)?.socket.remoteAddress ?? '';
  return LOOPBACK.test(address) && FORWARDED.every((name) => context.req.header(name) === undefined);
}

/** Takes as long whatever is wrong with it. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
