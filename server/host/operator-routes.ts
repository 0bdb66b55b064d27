/**
 * The actions of a person at the server's machine: restoring an Owner, confirming the clock, testing notifications. The commands prove
 * that they can read the installation's secret, as they do for links.
 */
import { Hono } from 'hono';
import * as z from 'zod';
import { ArmFault } from '#provider/fault.ts';
import { importJob, startImport } from '#provider/importing.ts';
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

  app.post('/import', async (context) => {
    const body = importRequest.safeParse(await context.req.json<unknown>().catch(() => undefined));
    if (!body.success)
      return refuse(context, 400, 'InvalidRequest', 'The request names no dump and no backup instance.');
    try {
      return context.json(await startImport(ports, body.data));
    } catch (error) {
      if (!(error instanceof ArmFault)) throw error;
      return refuse(context, 400, error.body.code, error.message);
    }
  });

  app.post('/import/job', async (context) => {
    const body = z.object({ jobId: z.string() }).safeParse(await context.req.json<unknown>().catch(() => undefined));
    const job = body.success ? await importJob(ports, body.data.jobId) : undefined;
    return job ? context.json(job) : refuse(context, 404, 'JobNotFound', 'There is no such job.');
  });

  return app;
}

const importRequest = z.object({
  instance: z.string().min(1).max(1000),
  path: z.string().min(1).max(2000),
  database: z.string().min(1).max(63).exactOptional(),
  keep: z.string().min(1).max(150).exactOptional(),
});
