/** The provider inside a unit test's process: MSW hands it every ARM request that the test's code sends. */
import { http } from 'msw/http';
import { setupServer } from 'msw/node';
import { createMemoryPorts, type MemoryPorts, type MemoryPortsOptions } from '#provider/memory/memory-ports.ts';
import type { ProviderOptions } from '#provider/provider.ts';
import { seed, type World } from '#provider/seed.ts';
import { createScenarioHost, type ScenarioHost } from './scenarios/scenario-host.ts';
import type { ScenarioName } from './scenarios/scenarios.ts';
import { people, world as laboratory } from './world.ts';

export interface NodeMocksOptions extends Partial<ProviderOptions>, Partial<MemoryPortsOptions> {
  /** Where the provider answers, such as `http://localhost:3000`. */
  origin: string;
  world?: World;
  /** The bad day to begin with. */
  scenario?: ScenarioName;
}

export interface NodeMocks {
  ports: MemoryPorts;
  /** Begins another bad day, or ends it. */
  choose: ScenarioHost['choose'];
  /** Stops the workers and gives `fetch` back. */
  close: () => Promise<void>;
}

/** A fresh world behind `fetch`. Work is done as fast as it can; a request that nobody planned for is an error. */
export async function startNodeMocks({ origin, world = laboratory, ...options }: NodeMocksOptions): Promise<NodeMocks> {
  const { retryAfterSeconds = 0, rolePropagationMs = 0, scenario, speed = () => 1_000_000, ...rest } = options;
  const ports = createMemoryPorts({ people, speed, ...rest });
  await seed(ports, world);
  const provider = createScenarioHost(ports, { provider: { retryAfterSeconds, rolePropagationMs }, speed, scenario });
  const { stop } = await ports.work.start(provider.perform);
  // By a pattern without regard to case, as ARM reads paths; a path template of MSW would tell `/Subscriptions` apart.
  const everything = new RegExp(`^${RegExp.escape(origin)}/`, 'i');
  const server = setupServer(http.all(everything, ({ request }) => provider.fetch(request)));
  server.listen({ onUnhandledFrame: 'error' });
  return {
    ports,
    choose: provider.choose,
    async close() {
      server.close();
      await stop();
    },
  };
}
