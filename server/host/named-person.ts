import type { Context } from 'hono';
import * as z from 'zod';
import type { Principal } from '#provider/ports.ts';
import type { People } from './people.ts';
import { refuse } from './small-requests.ts';

const namedRequest = z.object({ as: z.string().min(1).max(100).default('operator') });

/** The person that a request names in `as`, by default the operator; or the response that nobody has that name. */
export async function namedPerson(context: Context, people: People): Promise<Principal | Response> {
  const body = namedRequest.safeParse(await context.req.json<unknown>().catch(() => undefined));
  const person = body.success ? people.named(body.data.as) : undefined;
  if (person) return person;
  const known = `This server knows ${people.names.join(' and ')}.`;
  return refuse(context, 400, 'UnknownPerson', `There is nobody of that name. ${known}`);
}
