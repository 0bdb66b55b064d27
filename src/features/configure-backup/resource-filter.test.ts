import { expect, it } from 'vitest';
import { VAULT_TYPE } from '#protocol/data-protection.ts';
import { resourceGroupScope, resourceId } from '#protocol/resource-id.ts';
import { filterResources, groupOf, NO_FILTER, optionsOf, type ResourceFilter } from './resource-filter.ts';

const vault = (subscription: string, group: string, name: string, location: string) => ({
  id: resourceId(resourceGroupScope(subscription, group), VAULT_TYPE, name),
  name,
  location,
});
const all = [
  vault('Sub-1', 'rg-Backup', 'bv-one', 'westeurope'),
  vault('sub-1', 'rg-other', 'bv-two', 'West Europe'),
  vault('sub-2', 'rg-backup', 'safe', 'northeurope'),
];

it.each<[Partial<ResourceFilter>, string[]]>([
  [{}, ['bv-one', 'bv-two', 'safe']],
  [{ name: ' BV ' }, ['bv-one', 'bv-two']],
  [{ subscription: 'sub-1' }, ['bv-one', 'bv-two']],
  [{ resourceGroup: 'rg-backup' }, ['bv-one', 'safe']],
  [{ region: 'westeurope' }, ['bv-one', 'bv-two']],
  [{ region: 'westeurope', resourceGroup: 'rg-backup' }, ['bv-one']],
])('%j leaves %j', (filter, names) => {
  expect(filterResources(all, { ...NO_FILTER, ...filter }).map((each) => each.name)).toEqual(names);
});

it('offers each value once, whatever its case', () => {
  expect(optionsOf(all, (each) => groupOf(each).toLowerCase(), groupOf).map((option) => option.value)).toEqual([
    '',
    'rg-backup',
    'rg-other',
  ]);
});
