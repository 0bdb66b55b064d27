import { describe, expect, it } from 'vitest';
import {
  instanceNameProblem,
  policyNameProblem,
  resourceGroupNameProblem,
  serverNameProblem,
  vaultNameProblem,
} from './names.ts';
import { lockNameProblem } from './locks.ts';

describe.each([
  {
    rule: vaultNameProblem,
    good: ['bv', 'Vault-1', 'a'.repeat(50)],
    bad: ['', 'b', '1vault', '-vault', 'vault-', 'a b', 'ä-vault', 'a'.repeat(51)],
  },
  { rule: policyNameProblem, good: ['abc', '1-2', 'a'.repeat(150)], bad: ['', 'ab', 'a_b', 'a'.repeat(151)] },
  { rule: resourceGroupNameProblem, good: ['r', 'rg_1.(x)-y'], bad: ['', 'rg.', 'rg/1', 'a'.repeat(91)] },
  {
    rule: lockNameProblem,
    good: ['keep', 'do not delete (1)', 'a'.repeat(260)],
    bad: ['', 'a/b', 'a+', 'a.', 'a ', 'a'.repeat(261)],
  },
  { rule: instanceNameProblem, good: ['pg-1', 'a.b_c'], bad: ['', 'a/b', 'a b', 'a'.repeat(129)] },
  { rule: serverNameProblem, good: ['pg1', 'pg-orders-1'], bad: ['', 'pg', '-pg', 'pg-', 'pg--1', 'a'.repeat(64)] },
])('$rule.name', ({ rule, good, bad }) => {
  it.each(good)('takes %j', (name) => {
    expect(rule(name)).toBeUndefined();
  });

  it.each(bad)('explains what is wrong with %j', (name) => {
    expect(rule(name)).toMatch(/\.$|\)$|\+$/);
  });
});
