/** The provider inside the page: MSW's worker hands it every ARM request, and its world survives a reload of the tab. */
import { http } from 'msw/http';
import { setupWorker } from 'msw/browser';
import type { Laboratory } from '#protocol/laboratory.ts';
import { createLaboratoryClock } from '#provider/memory/clock.ts';
import { LOCAL_STORAGE, type VaultStorageFacts } from '#protocol/data-protection.ts';
import { createMemoryPorts, DEFAULT_TENANT } from '#provider/memory/memory-ports.ts';
import { createSimulatedEngine } from '#provider/memory/simulated-engine.ts';
import { seed } from '#provider/seed.ts';
import { backdropOf, estateToBegin, rememberEstate } from './estates/estates.ts';
import { createLaboratory } from './laboratory.ts';
import { createPace, rememberSpeed, speedToBegin } from './pace.ts';
import { createWorldKeeper, forgetWorld, readWorld } from './saved-world.ts';
import { listenForScenarios, rememberScenario, scenarioToBegin } from './scenarios/scenario-choice.ts';
import { createScenarioHost } from './scenarios/scenario-host.ts';
import { people, personas, world } from './world.ts';

/** What the page gets: the personas, and the laboratory. */
export interface StartedMocks {
  personas: typeof personas;
  laboratory: Laboratory;
}

/** Starts the worker and the world behind it. */
/** As an operator may have set them up: all of them are the memory of the tab. */
const STORAGES: VaultStorageFacts[] = [
  LOCAL_STORAGE,
  { name: 'offsite', type: 'AzureBlob' },
  { name: 'archive', type: 'S3' },
];

export async function startMocks(armEndpoint: string): Promise<StartedMocks> {
  const storage = sessionStorage;
  const { estate, isNew } = estateToBegin(location.search, storage);
  if (isNew) forgetWorld(storage);
  const saved = await readWorld(storage);
  const begunAt = saved?.begunAt ?? new Date().toISOString();

  const clock = createLaboratoryClock(saved?.aheadMs);
  const pace = createPace(clock, speedToBegin(location.search, storage));
  const backdrop = backdropOf(estate, { tenantId: DEFAULT_TENANT, now: new Date(begunAt) });
  const ports = createMemoryPorts({
    people,
    clock,
    speed: pace.speed,
    engine: createSimulatedEngine({ clock: pace.clock }),
    backdrop,
    vaultStorages: STORAGES,
    ...(saved && { saved: saved.ports }),
    onChange: () => keeper.soon(),
  });
  const keeper = createWorldKeeper(storage, () => ({
    aheadMs: clock.now().getTime() - Date.now(),
    begunAt,
    ports: ports.save(),
  }));
  addEventListener('pagehide', keeper.now);

  if (!backdrop) await seed(ports, world);
  const scenario = scenarioToBegin(location.search, storage);
  const provider = createScenarioHost(ports, { speed: pace.speed, scenario });
  const laboratory = createLaboratory({
    estate,
    scenario,
    clock,
    work: ports.work,
    pace,
    onScenario(name) {
      rememberScenario(name, storage);
      provider.choose(name);
    },
    onSpeed: (speed) => rememberSpeed(speed, storage),
    onTravel: (isOnTheWay) => (isOnTheWay ? keeper.pause() : keeper.resume()),
    beginAnew(next, isReset) {
      keeper.forget();
      forgetTab(storage, isReset);
      rememberEstate(next, storage);
      // The page of the address may not exist any more.
      location.assign('/');
    },
  });
  listenForScenarios(storage, laboratory.chooseScenario);
  await ports.work.start(provider.perform);

  const arm = armEndpoint.replace(/\/$/, '');
  const respond = ({ request }: { request: Request }) => provider.fetch(request);
  const worker = setupWorker(
    http.all(`${arm}/subscriptions`, respond),
    http.all(`${arm}/subscriptions/*`, respond),
    http.all(`${arm}/providers/*`, respond),
  );
  await worker.start({
    quiet: true,
    serviceWorker: { url: '/mocks-worker.js' },
    onUnhandledFrame: ({ frame, defaults }) => {
      const { request } = frame.data as { request?: Request };
      // The page's own files come from the host; any other request is unexpected.
      if (request && new URL(request.url).origin !== location.origin) defaults.error();
    },
  });
  return { personas, laboratory };
}

/**
 * The page's stored state of a world that is gone is meaningless in the next one. The persona and the speed are kept.
 */
function forgetTab(storage: Storage, isReset: boolean): void {
  const kept = ['persona', ...(isReset ? [] : ['scenario', 'speed'])].map((name) => `backup-portal.${name}`);
  for (const key of Object.keys(storage)) if (!kept.includes(key)) storage.removeItem(key);
}
