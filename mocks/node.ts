/** The provider inside a unit test's process: MSW passes it every ARM request of the test's code. */
import { http } from 'msw/http';
import { setupServer } from 'msw/node';
import type { Laboratory } from '#protocol/laboratory.ts';
import { createLaboratoryClock, type MovableClock } from '#provider/memory/clock.ts';
import { createMemoryPorts, type MemoryPorts, type MemoryPortsOptions } from '#provider/memory/memory-ports.ts';
import { createSimulatedEngine } from '#provider/memory/simulated-engine.ts';
import type { ProviderOptions } from '#provider/provider.ts';
import { seed, type World } from '#provider/seed.ts';
import { createLaboratory, type LaboratoryPorts } from './laboratory.ts';
import { createPace } from './pace.ts';
import { createScenarioHost } from './scenarios/scenario-host.ts';
import type { ScenarioName } from './scenarios/scenarios.ts';
import { people, world as writtenDown } from './world.ts';

export interface NodeMocksOptions extends Partial<ProviderOptions>, Partial<MemoryPortsOptions> {
  /** The provider's origin, such as `http://localhost:3000`. */
  origin: string;
  world?: World;
  clock?: MovableClock;
  /** The initial scenario. */
  scenario?: ScenarioName;
  /** Called when another world is requested; nothing happens when absent. */
  beginAnew?: LaboratoryPorts['beginAnew'];
}

export interface NodeMocks {
  ports: MemoryPorts;
  laboratory: Laboratory;
  /** Starts another scenario, or ends it. */
  choose: (name: ScenarioName | undefined) => void;
  /** Stops the workers and gives `fetch` back. */
  close: () => Promise<void>;
}

/** A fresh world behind `fetch`. Work is done as fast as possible; an unexpected request is an error. */
export async function startNodeMocks({
  origin,
  world = writtenDown,
  ...options
}: NodeMocksOptions): Promise<NodeMocks> {
  const { retryAfterSeconds = 0, rolePropagationMs = 0, scenario, speed = () => 1_000_000, ...rest } = options;
  const { clock = createLaboratoryClock(), beginAnew = () => undefined, ...own } = rest;
  const pace = createPace(clock, speed());
  const engine = createSimulatedEngine({ clock: pace.clock });
  const ports = createMemoryPorts({ people, speed: pace.speed, engine, ...own, clock });
  await seed(ports, world);
  const provider = createScenarioHost(ports, {
    provider: { retryAfterSeconds, rolePropagationMs },
    speed: pace.speed,
    scenario,
  });
  const laboratory = createLaboratory({
    estate: 'small',
    scenario,
    clock,
    work: ports.work,
    pace,
    onScenario: provider.choose,
    beginAnew,
  });
  const { stop } = await ports.work.start(provider.perform);
  // By a pattern without regard to case, as ARM reads paths; a path template of MSW would not match `/Subscriptions`.
  const everything = new RegExp(`^${RegExp.escape(origin)}/`, 'i');
  const server = setupServer(http.all(everything, ({ request }) => provider.fetch(request)));
  server.listen({ onUnhandledFrame: 'error' });
  return {
    ports,
    laboratory,
    choose: laboratory.chooseScenario,
    async close() {
      server.close();
      await stop();
    },
  };
}
