/** No route is open by mistake: each demands a token and a right, or says why it does not. */
import { API_VERSIONS } from '#protocol/api-versions.ts';
import { expect, it } from 'vitest';
import { createMemoryPorts } from './memory/memory-ports.ts';
import { documentOf } from './preconditions.ts';
import { createProvider } from './provider.ts';
import { fill, type Route } from './router.ts';
import { routes } from './routes.ts';
import { seed, SUBSCRIPTION_ID } from './seed.ts';

const nobody = {
  token: 'nobody',
  principal: { objectId: '44444444-4444-4444-8444-444444444449', name: 'nobody', displayName: 'Nobody', type: 'User' },
};

const names: Record<string, string> = {
  subscription: SUBSCRIPTION_ID,
  group: 'rg-backup',
  vault: 'bv-contoso-weu',
  policy: 'weekly-standard',
  location: 'westeurope',
  namespace: 'Microsoft.DBforPostgreSQL',
  scope: `subscriptions/${SUBSCRIPTION_ID}`,
  assignment: '66666666-6666-4666-8666-666666666666',
};

const versionOf = ({ template }: Route): string => {
  if (template.includes('Microsoft.Authorization')) return API_VERSIONS.authorization;
  if (template.includes('Microsoft.DataProtection')) return API_VERSIONS.dataProtection;
  if (template.includes('Microsoft.DBforPostgreSQL')) return API_VERSIONS.postgres;
  if (template.includes('Microsoft.Insights')) return API_VERSIONS.insights;
  if (template.includes('Microsoft.Storage')) return API_VERSIONS.storage;
  return API_VERSIONS.subscriptions;
};

async function call(route: Route, token: string | undefined): Promise<Response> {
  const ports = createMemoryPorts({ people: [nobody] });
  await seed(ports, { people: [], servers: [] });
  const path = fill(route.template, {
    instance: 'x',
    server: 'pg',
    deployment: 'x',
    operation: 'x',
    job: 'x',
    point: 'x',
    definition: 'x',
    lock: 'x',
    account: 'x',
    ...names,
  });
  const hasBody = route.method !== 'GET' && route.method !== 'DELETE';
  return createProvider(ports).fetch(
    new Request(`https://arm.example${path}?api-version=${versionOf(route)}`, {
      method: route.method,
      headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      ...(hasBody && { body: '{}' }),
    }),
  );
}

const table = routes.map((route) => [`${route.method} ${route.template}`, route] as const);

it.each(table)('%s wants a token', async (_, route) => {
  expect((await call(route, undefined)).status).toBe(401);
  expect((await call(route, 'wrong')).status).toBe(401);
});

it.each(table.filter(([, { right }]) => right.kind === 'at' || right.kind === 'within'))(
  '%s is closed to callers without a role',
  async (_, route) => {
    expect((await call(route, nobody.token)).status).toBe(403);
  },
);

it.each(table.filter(([, { right }]) => right.kind === 'tracked'))(
  '%s tells callers without a role nothing',
  async (_, route) => {
    expect((await call(route, nobody.token)).status).toBe(404);
  },
);

it('is open on purpose in two places, where it shows callers without a role an empty list', async () => {
  const open = routes.filter(({ right }) => right.kind === 'anyone');
  expect(open.map(({ template }) => template)).toEqual([
    '/subscriptions',
    '/:scope*/providers/Microsoft.Authorization/permissions',
  ]);
  for (const route of open) {
    const answer = await call(route, nobody.token);
    expect(await answer.json()).toMatchObject({ value: [] });
  }
});

it('asks for the conditions of a request wherever a resource is written', () => {
  const writes = routes.filter(({ method }) => method !== 'GET' && method !== 'POST');
  for (const route of writes) expect(documentOf({ route, params: names }), route.template).toBeDefined();
});

it('requires a right to write for each write', () => {
  const verbs: Record<string, string> = { PUT: 'write', PATCH: 'write', DELETE: 'delete', POST: 'action' };
  for (const { method, right } of routes) {
    const verb = verbs[method];
    if (verb === undefined) continue;
    expect(right).toMatchObject({ kind: 'at', action: expect.stringMatching(new RegExp(`/${verb}$`)) as string });
  }
});
