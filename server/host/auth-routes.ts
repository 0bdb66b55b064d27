/** Signing in and out: a code for a token, a token for a newer one, the end of a session, and links for those who can read the server's secret. */
import { Hono, type Context } from 'hono';
import * as z from 'zod';
import type { Clock } from '#provider/ports.ts';
import { createAttemptLimit } from './attempt-limit.ts';
import type { People } from './people.ts';
import type { SignInCodes } from './sign-in-codes.ts';
import type { Tokens } from './tokens.ts';

export interface SignIn {
  people: People;
  tokens: Tokens;
  codes: SignInCodes;
  clock: Clock;
}

const FAILURES_PER_MINUTE = 30;
const A_NEW_LINK = 'Ask for a new link: npm run link';

const tokenRequest = z.object({ code: z.string().min(1).max(200) });
const linkRequest = z.object({ as: z.string().min(1).max(100).default('operator') });

export function authRoutes({ people, tokens, codes, clock }: SignIn): Hono {
  const failures = createAttemptLimit(FAILURES_PER_MINUTE, clock);
  const app = new Hono();

  app.post('/token', async (context) => {
    const waitSeconds = failures.secondsToWait();
    if (waitSeconds > 0) {
      context.header('Retry-After', String(waitSeconds));
      return refuse(context, 429, 'TooManyRequests', 'Too many sign-ins have failed. Try again in a minute.');
    }
    const body = tokenRequest.safeParse(await jsonOf(context));
    if (!body.success) {
      return refuse(context, 400, 'InvalidRequestContent', 'The body must be JSON with a text "code".');
    }
    const redeemed = await codes.redeem(body.data.code);
    const person = 'objectId' in redeemed ? people.withId(redeemed.objectId) : undefined;
    if (person) return context.json(await tokens.issue(person));
    failures.add();
    const [code, message] = REFUSALS['refused' in redeemed ? redeemed.refused : 'unknown'];
    return refuse(context, 401, code, message);
  });

  app.post('/renew', async (context) => {
    const renewed = await tokens.renew(bearerOf(context), (objectId) => people.withId(objectId));
    if (renewed) return context.json(renewed);
    return refuse(context, 401, 'InvalidAuthenticationToken', `This sign-in has ended. ${A_NEW_LINK}`);
  });

  // Whoever has no good token is signed out already.
  app.post('/sign-out', async (context) => {
    await tokens.endSession(bearerOf(context));
    return context.body(null, 204);
  });

  app.post('/link', async (context) => {
    if (!(await tokens.mayAskForLinks(bearerOf(context)))) {
      return refuse(context, 401, 'InvalidAuthenticationToken', 'Only the operator of this server can ask for links.');
    }
    const body = linkRequest.safeParse(await jsonOf(context));
    const person = body.success ? people.named(body.data.as) : undefined;
    if (!person) {
      const known = `This server knows ${people.names.join(' and ')}.`;
      return refuse(context, 400, 'UnknownPerson', `There is nobody of that name. ${known}`);
    }
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

function refuse(context: Context, status: 400 | 401 | 404 | 429, code: string, message: string): Response {
  return context.json({ error: { code, message } }, status);
}

const jsonOf = (context: Context): Promise<unknown> => context.req.json<unknown>().catch(() => undefined);

const bearerOf = (context: Context): string =>
  /^Bearer +(\S+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? '';
