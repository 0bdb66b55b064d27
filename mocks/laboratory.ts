/** Control of the mocks' world from within the page: its estate, its scenarios, its speed and its time. */
import type { Laboratory, LaboratoryState } from '#protocol/laboratory.ts';
import type { MovableClock } from '#provider/memory/clock.ts';
import type { MemoryWork } from '#provider/memory/work.ts';
import { estateTitles, isEstateName, type EstateName } from './estates/estates.ts';
import type { Pace } from './pace.ts';
import { isScenarioName, scenarios, type ScenarioName } from './scenarios/scenarios.ts';
import { letWorkSettle, travel } from './time-travel.ts';

export interface LaboratoryPorts {
  estate: EstateName;
  scenario: ScenarioName | undefined;
  clock: MovableClock;
  work: MemoryWork;
  pace: Pace;
  /** Begins a scenario or ends it. */
  onScenario: (name: ScenarioName | undefined) => void;
  onSpeed?: (speed: number) => void;
  /** Called before and after large changes to the world. */
  onTravel?: (isOnTheWay: boolean) => void;
  /** Discards this world for one of that estate; without a scenario and at the speed of real life when `isReset`. */
  beginAnew: (estate: EstateName, isReset: boolean) => void;
}

const SPEEDS = [1, 10, 50, 500];
/** The clock runs by itself: from here on it counts as moved. */
const AHEAD_FROM_MS = 60_000;

const LARGE_NOTE =
  'In the large estate that holds for the servers that you protect; those that were protected before stay as they are.';

const choices = (titles: Record<string, { title: string }>) =>
  Object.entries(titles).map(([id, { title }]) => ({ id, title }));

export function createLaboratory(ports: LaboratoryPorts): Laboratory {
  const { clock, work, pace } = ports;
  const isAhead = () => clock.now().getTime() - Date.now() > AHEAD_FROM_MS;
  let state: LaboratoryState = {
    estate: ports.estate,
    scenario: ports.scenario,
    speed: pace.speed(),
    isAhead: isAhead(),
    travel: undefined,
  };
  let isEnough = false;
  const listeners = new Set<() => void>();
  const change = (part: Partial<LaboratoryState>) => {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  };
  letWorkSettle(clock, work);

  return {
    estates: choices(estateTitles),
    scenarios: choices(scenarios),
    speeds: [...new Set([...SPEEDS, pace.speed()])].sort((one, other) => one - other),
    timeNote: ports.estate === 'large' ? LARGE_NOTE : undefined,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    now: () => clock.now(),
    sign() {
      const facts = [state.isAhead ? dateOf(clock.now()) : undefined, state.scenario].filter(
        (fact) => fact !== undefined,
      );
      return facts.length === 0 ? undefined : ['Laboratory', ...facts].join(' · ');
    },
    chooseEstate(id) {
      if (isEstateName(id)) ports.beginAnew(id, false);
    },
    chooseScenario(id) {
      const scenario = id !== undefined && isScenarioName(id) ? id : undefined;
      ports.onScenario(scenario);
      change({ scenario });
    },
    chooseSpeed(speed) {
      pace.change(speed);
      ports.onSpeed?.(speed);
      change({ speed });
    },
    async moveAhead(days) {
      if (state.travel) return;
      isEnough = false;
      change({ travel: { done: 0, days } });
      ports.onTravel?.(true);
      // Simulated time is free: work on the way takes as long as it would in real life.
      pace.takeTime(true);
      try {
        await travel(clock, {
          days,
          onDay: (done) => change({ travel: { done, days }, isAhead: isAhead() }),
          isEnough: () => isEnough,
        });
      } finally {
        pace.takeTime(false);
        ports.onTravel?.(false);
        change({ travel: undefined, isAhead: isAhead() });
      }
    },
    stopMoving() {
      isEnough = true;
    },
    reset: () => ports.beginAnew(ports.estate, true),
  };
}

/** Such as `2027-11-21`, local. */
const dateOf = (moment: Date): string =>
  [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
