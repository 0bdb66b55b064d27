/** The contract, with the provider inside MSW as the page and its unit tests have it. */
import { LOCAL_STORAGE } from '#protocol/data-protection.ts';
import { startNodeMocks } from '#mocks/node.ts';
import { OFFSITE, people, world } from './people.ts';
import { describeContract } from './suite/contract.ts';

const origin = 'http://localhost:5349';

describeContract({
  name: 'inside MSW',
  async open() {
    const mocks = await startNodeMocks({
      ...{ origin, people, world, speed: () => 1_000 },
      vaultStorages: [LOCAL_STORAGE, OFFSITE],
    });
    return {
      origin,
      send: (request) => fetch(request),
      tokenOf: (person) => Promise.resolve(person),
      close: () => mocks.close(),
    };
  },
});
