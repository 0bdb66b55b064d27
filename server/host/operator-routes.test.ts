/** The HTTP routes that only the operator of the machine may call. */
import { ROLE_IDS } from '#protocol/authorization.ts';
import { DAY_MS } from '#protocol/time-units.ts';
import { createManualClock } from '#provider/memory/clock.ts';
import { createMemoryPorts } from '#provider/memory/memory-ports.ts';
import { roleAssignments, word } from '#provider/records.ts';
import { seed, SUBSCRIPTION_ID } from '#provider/seed.ts';
import { noteTime } from '#provider/trusted-time.ts';
import { expect, it } from 'vitest';
import { operatorRoutes } from './operator-routes.ts';
import { createPeople } from './people.ts';
import { secretsFrom } from './secrets.ts';
import { createSignInCodes } from './sign-in-codes.ts';
import { createTokens } from './tokens.ts';

async function machine() {
  const clock = { ...createManualClock('2026-02-03T09:00:00Z'), isMovedOnPurpose: false };
  const secrets = secretsFrom('a secret that only this test knows of');
  const people = createPeople(secrets);
  const ports = createMemoryPorts({ people: [], clock });
  await seed(ports, { people: [], servers: [] });
  const tokens = createTokens(secrets.key('tokens'), clock, people.tenantId);
  const app = operatorRoutes({
    ports,
    signIn: { people, tokens, codes: createSignInCodes(ports.store, clock) },
  });
  const post = async (path: string, token: string, body: unknown = {}) =>
    app.request(path, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
  return { clock, people, ports, tokens, post };
}

it.each(['/repair', '/confirm-clock', '/import', '/import/job'])(
  '%s is closed to people, the operator among them',
  async (path) => {
    const { people, tokens, post } = await machine();
    const { access_token: token } = await tokens.issue(people.operator);
    for (const each of ['', 'wrong', token]) expect((await post(path, each)).status).toBe(401);
  },
);

it('makes the operator Owner again, once', async () => {
  const { people, ports, tokens, post } = await machine();
  const owned = () =>
    ports.store.transact((tx) => tx.list(roleAssignments, { with: [word.ofPrincipal(people.operator.objectId)] }));
  expect(await owned()).toHaveLength(0);
  const repaired = await post('/repair', await tokens.issueForLinks());
  expect(await repaired.json()).toEqual({ scopes: [`/subscriptions/${SUBSCRIPTION_ID}`] });
  expect(await (await post('/repair', await tokens.issueForLinks())).json()).toEqual({ scopes: [] });
  const [assignment] = await owned();
  expect(assignment?.value.properties.roleDefinitionId).toContain(ROLE_IDS.owner);
  expect((await post('/repair', await tokens.issueForLinks(), { as: 'nobody' })).status).toBe(400);
});

it('accepts the time that the clock jumped to', async () => {
  const { clock, ports, tokens, post } = await machine();
  await noteTime(ports);
  await clock.advance(30 * DAY_MS);
  expect(await noteTime(ports)).toBeDefined();
  const confirmed = await post('/confirm-clock', await tokens.issueForLinks());
  expect(await confirmed.json()).toMatchObject({ from: '2026-02-03T09:00:00.000Z' });
  expect(await noteTime(ports)).toBeUndefined();
  expect(await (await post('/confirm-clock', await tokens.issueForLinks())).json()).toEqual({});
});
