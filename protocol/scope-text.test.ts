import { expect, it } from 'vitest';
import { scopeText, scopeView } from './scope-text.ts';

it.each([
  ['/', 'Tenant'],
  ['/providers/Microsoft.Management/managementGroups/all', 'Management group all'],
  ['/subscriptions/1', 'Subscription named 1'],
  ['/subscriptions/1/resourceGroups/rg-data', 'Resource group rg-data'],
  ['/subscriptions/1/resourceGroups/rg/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg', 'Resource pg'],
])('%s is %s', (scope, text) => {
  expect(scopeText(scopeView(scope, (id) => `named ${id}`))).toBe(text);
});
