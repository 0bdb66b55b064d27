/** The contract, with the provider called as the function that it is. */
import { LOCAL_STORAGE } from '#protocol/data-protection.ts';
import { createMemoryPorts } from '#provider/memory/memory-ports.ts';
import { createProvider } from '#provider/provider.ts';
import { seed } from '#provider/seed.ts';
import { OFFSITE, people, world } from './people.ts';
import { describeContract } from './suite/contract.ts';

describeContract({
  name: 'called directly',
  async open() {
    const ports = createMemoryPorts({ people, speed: () => 1_000, vaultStorages: [LOCAL_STORAGE, OFFSITE] });
    await seed(ports, world);
    const provider = createProvider(ports, { retryAfterSeconds: 0 });
    const { stop } = await ports.work.start(provider.perform);
    return {
      origin: 'https://management.example',
      send: provider.fetch,
      tokenOf: (person) => Promise.resolve(person),
      close: () => stop(),
    };
  },
});
