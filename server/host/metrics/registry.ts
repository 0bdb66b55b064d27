/** All metrics in one registry. Loaded when somebody reads metrics: the library takes some 15 MB. */
import { collectDefaultMetrics, Registry } from 'prom-client';
import { countedIn, type Counted } from './counted.ts';
import { gaugesIn } from './gauges.ts';

export interface OpenRegistry {
  counted: Counted;
  gauges: ReturnType<typeof gaugesIn>;
  text: () => Promise<string>;
}

export function openRegistry(): OpenRegistry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return { counted: countedIn(registry), gauges: gaugesIn(registry), text: () => registry.metrics() };
}
