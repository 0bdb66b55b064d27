import { expect, it } from 'vitest';
import type { Location } from '#protocol/resources.ts';
import { regionTexts } from './region-names.ts';

const westEurope = { name: 'westeurope', displayName: 'West Europe' } as Location;

it.each([
  ['westeurope', 'West Europe'],
  ['WestEurope', 'West Europe'],
  ['West Europe', 'West Europe'],
  ['moonbase', 'moonbase'],
  ['', ''],
])('calls the region %j %j', (region, text) => {
  expect(regionTexts([westEurope])(region)).toBe(text);
});
