/** Signing in and out: a code for a token, a token for a newer one, the end of a session, and links for those who can read the server's secret. */
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import * as z from 'zod';
import { addressOf, bearerOf } from './caller.ts';
import { namedPerson } from './named-person.ts';
import type { People } from './people.ts';
import type { SignInCodes } from './sign-in-codes.ts';
import { refuse, smallBody } from './small-requests.ts';
import { secondsIn } from './throttling.ts';
import type { Tokens } from './tokens.ts';

export interface SignIn {
  people: People;
  tokens: Tokens;
  codes: SignInCodes;
}

export interface AuthOptions {
  /** Origins of other pages that may sign in here. */
  origins: readonly string[];
}

const FAILURES_PER_MINUTE = 30;
const A_NEW_LINK = 'Get a new link: npm run link';

const tokenRequest = z.object({ code: z.string().min(1).max(200) });

export function authRoutes({ people, tokens, codes }: SignIn, { origins }: AuthOptions): Hono {
  const failures = new RateLimiterMemory({ points: FAILURES_PER_MINUTE, duration: 60 });
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    // Tokens and codes are in no cache, of no browser and no proxy.
    context.res.headers.set('Cache-Control', 'no-store');
  });
  app.use(ofOwnPages(origins));
  app.use(smallBody);

  // A page of another origin can post text without a preflight; for JSON the browser sends one first.
  app.post('/token', jsonOnly, async (context) => {
    const body = tokenRequest.safeParse(await jsonOf(context));
    if (!body.success) {
      return refuse(context, 400, 'InvalidRequestContent', 'The body must be JSON with a text "code".');
    }
    // Before anything is counted: a valid link works, however many others guess.
    const redeemed = await codes.redeem(body.data.code);
    const person = 'objectId' in redeemed ? people.withId(redeemed.objectId) : undefined;
    if (person) return context.json(await tokens.issue(person));
    const waitSeconds = await failures.consume(addressOf(context)).then(() => 0, secondsIn);
    if (waitSeconds > 0) {
      context.header('Retry-After', String(waitSeconds));
      return refuse(context, 429, 'TooManyRequests', 'Too many sign-ins have failed. Try again in a minute.');
    }
    const [code, message] = REFUSALS['refused' in redeemed ? redeemed.refused : 'unknown'];
    return refuse(context, 401, code, message);
  });

  app.post('/renew', async (context) => {
    const renewed = await tokens.renew(bearerOf(context), (objectId) => people.withId(objectId));
    if (renewed) return context.json(renewed);
    return refuse(context, 401, 'InvalidAuthenticationToken', `This sign-in has ended. ${A_NEW_LINK}`);
  });

  // A caller without a valid token is signed out already.
  app.post('/sign-out', async (context) => {
    await tokens.endSession(bearerOf(context));
    return context.body(null, 204);
  });

  app.post('/link', jsonOnly, async (context) => {
    if (!(await tokens.mayAskForLinks(bearerOf(context)))) {
      return refuse(context, 401, 'InvalidAuthenticationToken', 'Only the operator of this server can create links.');
    }
    const person = await namedPerson(context, people);
    if (person instanceof Response) return person;
    return context.json({ code: await codes.issue(person) });
  });

  app.all('/*', (context) => refuse(context, 404, 'NotFound', 'There is no such way to sign in.'));
  return app;
}

const REFUSALS = {
  unknown: ['InvalidSignInCode', `This sign-in link is not known. ${A_NEW_LINK}`],
  used: ['SignInCodeUsed', `This sign-in link was used already. It works once. ${A_NEW_LINK}`],
  expired: ['SignInCodeExpired', `This sign-in link is older than an hour. ${A_NEW_LINK}`],
} as const;

const jsonOnly: MiddlewareHandler = async (context, next) => {
  const [type = ''] = (context.req.header('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() === 'application/json') return next();
  return refuse(context, 415, 'UnsupportedMediaType', "Send JSON, with the header 'Content-Type: application/json'.");
};

/** Refuses requests from pages of another origin. Programs send no origin. */
const ofOwnPages =
  (origins: readonly string[]): MiddlewareHandler =>
  async (context, next) => {
    const origin = context.req.header('origin');
    if (origin === undefined || origins.includes(origin)) return next();
    // Compares name and port: behind a proxy that ends TLS the page's scheme differs from ours.
    if (URL.canParse(origin) && new URL(origin).host === new URL(context.req.url).host) return next();
    return refuse(
      context,
      403,
      'OriginNotAllowed',
      `Pages of ${origin.slice(0, 100)} may not sign in here. If they should, add the origin to CORS_ORIGINS.`,
    );
  };

const jsonOf = (context: Context): Promise<unknown> => context.req.json<unknown>().catch(() => undefined);
