/** The contract, with the provider inside MSW as the page and its unit tests have it. */
import { startNodeMocks } from '#mocks/node.ts';
import { people, world } from './people.ts';
import { describeContract } from './suite/contract.ts';

const origin = 'http://localhost:5349';

describeContract({
  name: 'inside MSW',
  async open() {
    const mocks = await startNodeMocks({ origin, people, world, speed: () => 1_000 });
    return {
      origin,
      send: (request) => fetch(request),
      tokenOf: (person) => Promise.resolve(person),
      close: () => mocks.close(),
    };
  },
});
