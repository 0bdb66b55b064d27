/** The provider inside the page: MSW's worker hands it every ARM request, and its world survives a reload of the tab. */
import { http } from 'msw/http';
import { setupWorker } from 'msw/browser';
import { createMemoryPorts, DEFAULT_TENANT } from '#provider/memory/memory-ports.ts';
import { seed } from '#provider/seed.ts';
import { backdropOf, estateToBegin } from './estates/estates.ts';
import { listenForScenarios, scenarioToBegin } from './scenarios/scenario-choice.ts';
import { createScenarioHost } from './scenarios/scenario-host.ts';
import { people, personas, world } from './world.ts';

const WORLD_KEY = 'backup-portal.world';
/** A burst of changes is kept as one. */
const SAVE_AFTER_MS = 200;

/** Starts the worker and the world behind it, and answers whom one can be there. */
export async function startMocks(armEndpoint: string): Promise<typeof personas> {
  const speed = speedIn(location.search);
  const { estate, isNew } = estateToBegin(location.search, sessionStorage);
  if (isNew) sessionStorage.removeItem(WORLD_KEY);
  const saved = sessionStorage.getItem(WORLD_KEY);
  const backdrop = backdropOf(estate, { tenantId: DEFAULT_TENANT, now: new Date() });
  const ports = createMemoryPorts({
    people,
    speed: () => speed,
    backdrop,
    ...(saved !== null && { saved }),
    onChange: saveSoon,
  });
  function saveSoon() {
    timer ??= setTimeout(() => {
      timer = undefined;
      save();
    }, SAVE_AFTER_MS);
  }
  function save() {
    try {
      sessionStorage.setItem(WORLD_KEY, ports.save());
    } catch {
      // The tab's storage is full: the world goes on, and begins anew after a reload.
      sessionStorage.removeItem(WORLD_KEY);
    }
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  addEventListener('pagehide', save);

  if (!backdrop) await seed(ports, world);
  const provider = createScenarioHost(ports, {
    speed: () => speed,
    scenario: scenarioToBegin(location.search, sessionStorage),
  });
  listenForScenarios(sessionStorage, provider.choose);
  await ports.work.start(provider.perform);

  const arm = armEndpoint.replace(/\/$/, '');
  const answer = ({ request }: { request: Request }) => provider.fetch(request);
  const worker = setupWorker(
    http.all(`${arm}/subscriptions`, answer),
    http.all(`${arm}/subscriptions/*`, answer),
    http.all(`${arm}/providers/*`, answer),
  );
  await worker.start({
    quiet: true,
    onUnhandledFrame: ({ frame, defaults }) => {
      const { request } = frame.data as { request?: Request };
      // The page's own files come from the host; anything else is a request that nobody planned for.
      if (request && new URL(request.url).origin !== location.origin) defaults.error();
    },
  });
  return personas;
}

/** `?speed=10` makes simulated work ten times as fast. */
function speedIn(search: string): number {
  const asked = Number(new URLSearchParams(search).get('speed') ?? NaN);
  return asked > 0 ? asked : 1;
}
