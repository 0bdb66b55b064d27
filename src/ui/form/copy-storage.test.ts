import { expect, it } from 'vitest';
import { redundancyMeaning } from './copy-storage.ts';

const named = (...names: string[]) => names.map((name) => ({ name, type: 'S3' }));

it.each([
  ['GeoRedundant', [], undefined],
  ['GeoRedundant', ['local'], /^This server has one storage, so recovery points are kept once, in 'local'/],
  ['GeoRedundant', ['local', 'offsite'], /^Every recovery point is kept in 'local' and copied into 'offsite'\.$/],
  ['LocallyRedundant', ['local', 'offsite'], /^Recovery points are kept once, in 'local'\.$/],
  ['ZoneRedundant', ['local'], /^Recovery points are kept once, in 'local'\.$/],
] as const)('%s with the storages %j means what is done', (redundancy, names, meaning) => {
  const text = redundancyMeaning({ redundancy }, named(...names));
  if (meaning === undefined) expect(text).toBeUndefined();
  else expect(text).toMatch(meaning);
});
