/** One origin: the resource provider, sign-in, and the page. */
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import { ArmFault, unavailable } from '#provider/fault.ts';
import { StoreUnavailable } from '#provider/ports.ts';
import type { Provider } from '#provider/provider.ts';
import { authRoutes, type SignIn } from './auth-routes.ts';
import { answeredRequests, type AnsweredRequest } from './answered-requests.ts';
import { addressOf, bearerOf, incomingOf, isGone } from './caller.ts';
import type { Config } from './config.ts';
import { expectedHost } from './expected-host.ts';
import { healthRoutes } from './health.ts';
import { pageFiles } from './page-files.ts';
import { createThrottle, type ThrottleLimits } from './throttling.ts';

export interface HttpOptions {
  config: Pick<Config, 'HOST' | 'PUBLIC_URL' | 'ALLOWED_HOSTS' | 'CORS_ORIGINS' | 'TLS_CERT'> & ThrottleLimits;
  provider: Provider;
  signIn: SignIn;
  /** Whether there is a subscription of that id, in lower case. */
  knowsSubscription: (id: string) => Promise<boolean>;
  /** The actions that only the operator of the machine may perform; none when absent. */
  operator?: Hono;
  /** `/metrics`; nothing when absent. */
  metrics?: Hono;
  /** Around everything that happens to a request, also around `onAnswered`. */
  around?: MiddlewareHandler | undefined;
  /** Told of each request that was answered. */
  onAnswered?: (request: AnsweredRequest) => void;
  /** `/healthz` and `/readyz`; with no check when absent. */
  health?: Hono;
  /** The folder of the built page. */
  pageFolder: string;
}

/** Includes an empty first name: the provider refuses it, and no person opens such an address. */
const PROVIDER_PATHS = /^\/(subscriptions|providers)(\/|$)|^\/\//i;

/** The headers that a page of another origin may read (docs/reference/arm.md#13-headers). */
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

export function createHttpApp({
  config,
  provider,
  signIn,
  knowsSubscription,
  operator,
  health = healthRoutes([]),
  metrics,
  around,
  onAnswered,
  pageFolder,
}: HttpOptions): Hono {
  const { PUBLIC_URL, CORS_ORIGINS } = config;
  const throttle = createThrottle(config, knowsSubscription);
  const app = new Hono();
  // Before all else: who supervises comes by any name and from anywhere, and is never told to come later.
  app.route('/', health);
  if (around) app.use(around);
  const answered = answeredRequests(onAnswered);
  app.use(answered.watch);
  app.use(expectedHost(config, provider.refuse));
  app.use(headersOf(config));
  if (CORS_ORIGINS.length > 0) {
    app.use(cors({ origin: CORS_ORIGINS, exposeHeaders: EXPOSED_HEADERS, maxAge: 3600 }));
  }
  app.use(closeAfterRefusal);

  /** Resolves when it is the caller's turn. A token of an ended session counts like any other: its holder is known. */
  const arm = async (context: Context): Promise<Response> => {
    const request = asSeenFromOutside(context.req.raw, PUBLIC_URL);
    const from = { address: incomingOf(context)?.socket.remoteAddress, onRoute: answered.routeOf(context) };
    const who = (await signIn.tokens.speaksFor(bearerOf(context))) ?? addressOf(context);
    let leave: (() => void) | undefined;
    try {
      const left = await throttle.count(who, request);
      leave = await throttle.turn(who);
      // The caller may have disconnected while it waited.
      return isGone(context)
        ? new Response(null, { status: 499 })
        : withBudget(await provider.fetch(request, from), left);
    } catch (error) {
      if (error instanceof ArmFault) return provider.refuse(request, error);
      throw error;
    } finally {
      leave?.();
    }
  };

  const whenItIsTheirTurn: MiddlewareHandler = async (context, next) => {
    const leave = await throttle.turn(addressOf(context));
    await next().finally(leave);
  };
  app.use('/auth/*', whenItIsTheirTurn);
  app.use('/operator/*', whenItIsTheirTurn);
  app.use('/metrics', whenItIsTheirTurn);
  app.use((context, next) => (PROVIDER_PATHS.test(context.req.path) ? arm(context) : next()));
  app.route(
    '/auth',
    authRoutes(signIn, { origins: PUBLIC_URL === undefined ? CORS_ORIGINS : [...CORS_ORIGINS, PUBLIC_URL] }),
  );
  if (operator) app.route('/operator', operator);
  if (metrics) app.route('/', metrics);
  // A separate share: a flood of requests for the page does not slow the API, and the other way round.
  const pages = createThrottle(config, () => Promise.resolve(false));
  app.use(async (context, next) => {
    const who = addressOf(context);
    await pages.count(who, context.req.raw);
    const leave = await pages.turn(who);
    await next().finally(leave);
  });
  app.route('/', pageFiles(pageFolder));
  // ARM refuses everything else.
  app.all('*', arm);
  app.onError((error, context) => {
    if (error instanceof ArmFault) return provider.refuse(context.req.raw, error);
    if (error instanceof StoreUnavailable) return provider.refuse(context.req.raw, unavailable(error));
    throw error;
  });
  return app;
}

/**
 * What is left of the caller's budget, under the name that the provider has for it (docs/reference/arm.md#13-headers).
 */
function withBudget(response: Response, left: number): Response {
  for (const name of response.headers.keys()) {
    if (name.startsWith('x-ms-ratelimit-remaining-')) response.headers.set(name, String(left));
  }
  return response;
}

const headersOf = ({ PUBLIC_URL, TLS_CERT }: Pick<Config, 'PUBLIC_URL' | 'TLS_CERT'>): MiddlewareHandler =>
  secureHeaders({
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
    // Only for this name: its subdomains are not ours.
    strictTransportSecurity: (PUBLIC_URL?.startsWith('https:') ?? TLS_CERT !== undefined) ? 'max-age=31536000' : false,
  });

/** A refused body is still being sent: the connection cannot be used for another request. */
const closeAfterRefusal: MiddlewareHandler = async (context, next) => {
  await next();
  if (context.res.status === 413) context.res.headers.set('Connection', 'close');
};

/** The addresses in responses (operations, next pages) are built from that of the request. */
function asSeenFromOutside(request: Request, publicUrl: string | undefined): Request {
  if (publicUrl === undefined) return request;
  const seen = new URL(publicUrl);
  const { pathname, search } = new URL(request.url);
  // Built from its parts: parsed as an address, a path that begins with `//` would name another host.
  seen.pathname = pathname;
  seen.search = search;
  return new Request(seen, request);
}
