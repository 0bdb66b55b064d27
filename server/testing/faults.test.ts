/**
 * A short form of `npm run faults`: a fault of most kinds, at the same instants in every run. What takes a minute, or has whole
 * tests of its own, is tried by the long form alone.
 */
import { describe, expect, it } from 'vitest';
import type { FaultName } from './faults/kinds.ts';
import { groupsOf, missingFor, runFaults } from './faults/run.ts';

const NAMES: readonly FaultName[] = [
  ...(['portal killed', 'pg_dump killed', 'part writer killed', 'pg_restore killed', 'source killed'] as const),
  ...([
    'network to the source cut',
    'folder of the vaults away',
    'state killed',
    'sessions at the state ended',
  ] as const),
  ...(['disk of the vaults full', 'disk of the state full'] as const),
];

describe.concurrent(
  'after a fault there is one truth, a good point, nothing left behind, and a portal that works',
  () => {
    it.each(groupsOf(NAMES.filter((name) => missingFor(name) === undefined)).map((names) => ({ names })))(
      '$names',
      async ({ names }) => {
        const found = await runFaults(names, { rounds: 1, seed: 1, megabytes: 2 });
        expect([...found.values()].flatMap(({ wrong }) => wrong)).toEqual([]);
        expect([...found.keys()]).toEqual(names);
      },
      300_000,
    );
  },
);
