import { describe, expect, it } from 'vitest';
import { inScopeOf, scopeIn, scopeText, withScope } from './subscription-scope.ts';

const params = (text: string) => new URLSearchParams(text);

it('reads each subscription once, whatever its case', () => {
  expect(scopeIn(params('subscription=B&q=x&subscription=a&subscription=b&subscription='))).toEqual(['a', 'b']);
  expect(scopeIn(params('q=x'))).toEqual([]);
});

it('writes a scope and leaves the rest of the address', () => {
  const written = withScope(params('q=x&subscription=a'), ['B', 'c']);
  expect(written.toString()).toBe('q=x&subscription=b&subscription=c');
  expect(withScope(written, []).toString()).toBe('q=x');
});

it.each([
  ['', '/bcc/jobs?status=Failed', '/bcc/jobs?status=Failed'],
  ['q=x&subscription=a', '/bcc/jobs', '/bcc/jobs?subscription=a'],
  ['subscription=a&subscription=b', '/bcc/jobs?status=Failed', '/bcc/jobs?status=Failed&subscription=a&subscription=b'],
  ['subscription=a', '/bcc/jobs?subscription=z#end', '/bcc/jobs?subscription=a#end'],
])('with %j the address %s becomes %s', (text, address, scoped) => {
  expect(inScopeOf(params(text), address)).toBe(scoped);
});

describe('scopeText', () => {
  const all = ['A', 'b', 'c'].map((subscriptionId) => ({ subscriptionId, displayName: `Name ${subscriptionId}` }));
  it.each([
    [[], all, '3 subscriptions'],
    [[], all.slice(1, 2), '1 subscription'],
    [[], [], '0 subscriptions'],
    [[], undefined, 'All subscriptions'],
    [['a'], all, 'Name A'],
    [['unknown'], all, 'unknown'],
    [['a', 'b'], all, '2 of 3 subscriptions'],
    [['a', 'b'], undefined, '2 subscriptions'],
  ])('%j is called so', (scope, known, text) => {
    expect(scopeText(scope, known)).toBe(text);
  });
});
