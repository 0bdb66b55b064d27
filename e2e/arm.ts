/** The back end's REST API, called outside the page, like another person's script. */
import type { Page } from '@playwright/test';
import type { Person } from './person.ts';
import type { RunningServer } from './server-process.ts';

export interface ArmRequest {
  method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query, from `/subscriptions` on. */
  path: string;
  body?: unknown;
  /** The person whose rights count. Default: the operator, who may do everything. */
  as?: Person;
}

export interface ArmAnswer<Body> {
  status: number;
  body: Body;
}

/** The type of the body is the test's choice. */
export type Arm = <Body = unknown>(request: ArmRequest) => Promise<ArmAnswer<Body>>;

/** On the mocks the provider is in the page, so the page sends the request; a persona's id is its token. */
export const armOfMocks = (page: Page): Arm =>
  armOver(({ method, path, body, as = 'operator' }) =>
    page.evaluate(
      async ({ method, path, text, token }) => {
        const response = await fetch(path, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(text !== undefined && { body: text }),
        });
        return { status: response.status, text: await response.text() };
      },
      { method, path, text: body === undefined ? undefined : JSON.stringify(body), token: as },
    ),
  );

export function armOfServer(server: RunningServer): Arm {
  const tokens = new Map<Person, Promise<string>>();
  const tokenOf = (person: Person) => {
    const known = tokens.get(person) ?? server.token(person);
    tokens.set(person, known);
    return known;
  };
  return armOver(async ({ method, path, body, as = 'operator' }) => {
    const response = await fetch(`${server.origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${await tokenOf(as)}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  });
}

const armOver =
  (send: (request: ArmRequest) => Promise<{ status: number; text: string }>): Arm =>
  async <Body>(request: ArmRequest): Promise<ArmAnswer<Body>> => {
    const { status, text } = await send(request);
    return { status, body: (text === '' ? undefined : JSON.parse(text)) as Body };
  };
