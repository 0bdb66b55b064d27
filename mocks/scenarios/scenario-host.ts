/** A provider whose scenario can change while it runs. */
import { systemClock } from '#provider/memory/clock.ts';
import type { Clock, Perform, Ports } from '#provider/ports.ts';
import { createProvider, type ProviderOptions } from '#provider/provider.ts';
import { scenarios, type ScenarioName } from './scenarios.ts';
import type { FetchHandler, Scenario, Surroundings } from './scenario.ts';

export interface ScenarioHost {
  fetch: FetchHandler;
  perform: Perform;
  /** Starts a scenario; undefined ends it. Its effects on the world stay. */
  choose: (name: ScenarioName | undefined) => void;
}

export interface ScenarioHostOptions {
  provider?: Partial<ProviderOptions>;
  speed: () => number;
  scenario?: ScenarioName | undefined;
}

const A_GOOD_DAY: Scenario = { title: 'None' };

export function createScenarioHost(ports: Ports, { provider, speed, scenario }: ScenarioHostOptions): ScenarioHost {
  const realMs = (ms: number) => ms / speed();
  const surroundings = (clock: Clock): Surroundings => ({
    ports,
    realMs,
    wait: (ms, signal) => clock.sleep(realMs(ms), signal),
  });
  // A delayed response delays only its own request.
  const ofRequests = surroundings(systemClock);
  const ofWork = surroundings(ports.clock);

  const begin = (day: Scenario): { fetch: FetchHandler; perform: Perform } => {
    const inner = createProvider(ports, { ...provider, ...day.options?.(ofWork) });
    return {
      fetch: day.fetch?.(inner.fetch, ofRequests) ?? inner.fetch,
      perform: day.perform?.(inner.perform, ofWork) ?? inner.perform,
    };
  };
  const dayOf = (name: ScenarioName | undefined): Scenario => (name === undefined ? A_GOOD_DAY : scenarios[name]);

  let now = begin(dayOf(scenario));
  return {
    fetch: (request) => now.fetch(request),
    perform: (item, taken) => now.perform(item, taken),
    choose(name) {
      now = begin(dayOf(name));
    },
  };
}
