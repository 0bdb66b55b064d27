import { beforeEach, afterEach, expect, it, vi } from 'vitest';
import type { Vault } from '#protocol/data-protection.ts';
import { backupRoleNeeds } from '#protocol/datasources.ts';
import { idKey } from '#protocol/resource-id.ts';
import { POLICY_ID, VAULT_ID } from '#provider/seed.ts';
import { problemOf } from '#ui/state/problem-of.ts';
import { planGrants, type ServerProgress } from './grant-plan.ts';
import { createGrantRun, endedOf, failuresOf, SomeNotAssigned } from './grant-run.ts';
import { verdictAfter } from './useGrant.ts';
import type { Verdict } from './verdict.ts';

const group = '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data';
const serverOf = (name: string) => `${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/${name}`;
const refusal = problemOf({ message: 'Missing.' });
const grants = planGrants(
  ['pg-one', 'pg-two'].map((name) => ({
    serverId: serverOf(name),
    readiness: { state: 'roleAssignmentNotDone', missing: backupRoleNeeds(serverOf(name)), refusal },
  })),
);
const request = {
  vault: { id: VAULT_ID, name: 'bv' } as Vault,
  policyId: POLICY_ID,
  principalId: '33333333-3333-4333-8333-333333333333',
  scope: 'resource' as const,
  grants,
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('makes all assignments though one fails, and says which and why', async () => {
  const made: string[] = [];
  const run = createGrantRun(request, {
    assign: ({ scope }) => {
      if (scope.endsWith('pg-two')) return Promise.reject(new Error('No right.'));
      made.push(scope);
      return Promise.resolve();
    },
    onProgress: () => undefined,
  });
  await expect(run.start()).rejects.toThrow(new SomeNotAssigned(1, 3, new Error('No right.')));
  expect(made).toEqual([serverOf('pg-one'), group]);
  expect(endedOf(run.outcomes())).toBe(3);
  expect(failuresOf(grants, run.outcomes()).map(({ grant, error }) => [grant.scope, error.message])).toEqual([
    [serverOf('pg-two'), 'No right.'],
  ]);
});

it('reports a server as soon as its own assignments have ended', async () => {
  const gates = new Map(grants.map(({ scope }) => [scope, Promise.withResolvers<undefined>()]));
  const reported: Record<string, ServerProgress>[] = [];
  const run = createGrantRun(request, {
    assign: async ({ scope }) => {
      await gates.get(scope)?.promise;
    },
    onProgress: (servers) => reported.push(Object.fromEntries(servers)),
  });
  const [one, two] = [idKey(serverOf('pg-one')), idKey(serverOf('pg-two'))];
  const isOver = run.start();
  expect(reported.at(-1)).toEqual({
    [one]: { done: 0, total: 2, failed: 0 },
    [two]: { done: 0, total: 2, failed: 0 },
  });
  gates.get(group)?.resolve(undefined);
  gates.get(serverOf('pg-one'))?.resolve(undefined);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(reported.at(-1)).toEqual({ [one]: { done: 2, total: 2, failed: 0 }, [two]: { done: 1, total: 2, failed: 0 } });
  gates.get(serverOf('pg-two'))?.resolve(undefined);
  await isOver;
  expect(reported.at(-1)).toEqual({ [two]: { done: 2, total: 2, failed: 0 } });
});

it('leads a row from missing roles over assigning to waiting for them, and back when one failed', () => {
  const missing: Verdict = { kind: 'missingRoles', missing: [], mayAssign: true, refusal };
  const assigning = verdictAfter(missing, { done: 1, total: 2, failed: 0 }, 5);
  expect(assigning).toEqual({ kind: 'assigning', done: 1, total: 2, before: missing });
  expect(verdictAfter(assigning, { done: 2, total: 2, failed: 0 }, 5)).toEqual({
    kind: 'propagating',
    since: 5,
    refusal,
  });
  expect(verdictAfter(assigning, { done: 2, total: 2, failed: 1 }, 5)).toEqual(missing);
});
