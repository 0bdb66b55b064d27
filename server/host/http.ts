/** One origin: the resource provider, sign-in, and the page. */
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { getConnInfo } from '@hono/node-server/conninfo';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import type { Provider } from '#provider/provider.ts';
import { authRoutes, type SignIn } from './auth-routes.ts';
import type { Config } from './config.ts';
import { pageFiles } from './page-files.ts';

export interface HttpOptions {
  config: Pick<Config, 'HOST' | 'PUBLIC_URL' | 'CORS_ORIGINS'>;
  provider: Provider;
  signIn: SignIn;
  /** What only the operator of the machine may do; nothing when absent. */
  operator?: Hono;
  /** Where the built page is. */
  pageFolder: string;
}

// A template may have four megabytes, and its parameters come on top.
const MAX_BODY_BYTES = 5 * 1024 * 1024;
const PROVIDER_PATHS = /^\/(subscriptions|providers)(\/|$)/i;

/** What a page of another origin may read of an answer (contract 1.3). */
const EXPOSED_HEADERS = [
  'Azure-AsyncOperation',
  'Location',
  'Retry-After',
  'ETag',
  'Date',
  'x-ms-request-id',
  'x-ms-correlation-request-id',
  'x-ms-routing-request-id',
  'x-ms-client-request-id',
  'x-ms-failure-cause',
  'x-ms-error-code',
  'x-ms-ratelimit-remaining-subscription-reads',
  'x-ms-ratelimit-remaining-subscription-writes',
  'x-ms-ratelimit-remaining-subscription-deletes',
  'x-ms-ratelimit-remaining-subscription-resource-requests',
];

export function createHttpApp({ config, provider, signIn, operator, pageFolder }: HttpOptions): Hono {
  const app = new Hono();
  app.use(expectedHost(config));
  app.use(HEADERS);
  if (config.CORS_ORIGINS.length > 0) {
    app.use(cors({ origin: config.CORS_ORIGINS, exposeHeaders: EXPOSED_HEADERS, maxAge: 3600 }));
  }
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => context.json(TOO_LARGE, 413) }));
  app.use(closeAfterRefusal);
  const arm = (context: Context) =>
    provider.fetch(asSeenFromOutside(context.req.raw, config.PUBLIC_URL), { address: addressOf(context) });
  app.use((context, next) => (PROVIDER_PATHS.test(context.req.path) ? arm(context) : next()));
  app.route('/auth', authRoutes(signIn));
  if (operator) app.route('/operator', operator);
  app.route('/', pageFiles(pageFolder));
  // What is neither is for ARM to refuse.
  app.all('*', arm);
  return app;
}

const HEADERS = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    // Fluent's style engine writes its rules into style elements while the page runs.
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
  // Whether this origin is ever reached by https is the proxy's to say.
  strictTransportSecurity: false,
});

const TOO_LARGE = { error: { code: 'RequestContentTooLarge', message: 'The body is larger than five megabytes.' } };

/**
 * A server on loopback trusts that only this machine speaks to it. A web page elsewhere could let its own name resolve
 * to 127.0.0.1 and be taken for us by the browser; the name in the request gives it away.
 */
function expectedHost({ HOST, PUBLIC_URL }: HttpOptions['config']): MiddlewareHandler {
  const isLoopback = HOST === 'localhost' || HOST === '::1' || HOST.startsWith('127.');
  const names = new Set(['localhost', '127.0.0.1', '[::1]', HOST.toLowerCase()]);
  if (PUBLIC_URL !== undefined) names.add(new URL(PUBLIC_URL).hostname);
  return async (context, next) => {
    if (isLoopback && !names.has(new URL(context.req.url).hostname)) {
      return context.json({ error: { code: 'InvalidHost', message: 'This server does not go by that name.' } }, 421);
    }
    return next();
  };
}

/** Where a request came from; behind a proxy that is the proxy. Undefined where there is no socket, as in tests. */
const addressOf = (context: Context): string | undefined =>
  (context.env as { incoming?: unknown } | undefined)?.incoming === undefined
    ? undefined
    : getConnInfo(context).remote.address;

/** A body that was refused is still on its way: the connection cannot be used for another request. */
const closeAfterRefusal: MiddlewareHandler = async (context, next) => {
  await next();
  if (context.res.status === 413) context.res.headers.set('Connection', 'close');
};

/** The addresses in answers (operations, next pages) are built from the request's own. */
function asSeenFromOutside(request: Request, publicUrl: string | undefined): Request {
  if (publicUrl === undefined) return request;
  const { pathname, search } = new URL(request.url);
  return new Request(new URL(pathname + search, publicUrl), request);
}
