/**
 * The actions of a person at the server's machine: restoring an Owner, confirming the clock, testing notifications. The commands prove
 * that they can read the installation's secret, as they do for links.
 */
import { Hono } from 'hono';
import { confirmTime } from '#provider/trusted-time.ts';
import { bearerOf } from './caller.ts';
import { namedPerson } from './named-person.ts';
import type { RealPorts } from './real-ports.ts';
import { notifyAnswer } from './notify-answer.ts';
import { makeOwner } from './repair.ts';
import { refuse, smallBody } from './small-requests.ts';

type Served = Pick<RealPorts, 'ports' | 'signIn'>;

/** Mount it at `/operator`. */
export function operatorRoutes({ ports, signIn: { people, tokens } }: Served): Hono {
  const app = new Hono();

  app.use(async (context, next) => {
    if (await tokens.mayAskForLinks(bearerOf(context))) return next();
    return refuse(context, 401, 'InvalidAuthenticationToken', 'Only the operator of this server can do that.');
  });

  app.use(smallBody);

  app.post('/repair', async (context) => {
    const person = await namedPerson(context, people);
    if (person instanceof Response) return person;
    return context.json({ scopes: await makeOwner(ports, person) });
  });

  app.post('/confirm-clock', async (context) => {
    const jump = await confirmTime(ports);
    return context.json(jump ? { from: jump.from.toISOString(), to: jump.to.toISOString() } : {});
  });

  app.post('/notify', async (context) => {
    const body: unknown = await context.req.json().catch(() => ({}));
    const isTest = (body as { test?: unknown } | null)?.test === true;
    return context.json(await notifyAnswer(ports, isTest));
  });

  return app;
}
