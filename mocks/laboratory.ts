/** What a person may do with the mocks' world from within the page: its estate, its bad days, its speed and its time. */
import type { MovableClock } from '#provider/memory/clock.ts';
import type { MemoryWork } from '#provider/memory/work.ts';
import { estateTitles, isEstateName, type EstateName } from './estates/estates.ts';
import type { Pace } from './pace.ts';
import { isScenarioName, scenarios, type ScenarioName } from './scenarios/scenarios.ts';
import { letWorkSettle, travel } from './time-travel.ts';

export interface LaboratoryState {
  estate: EstateName;
  scenario: ScenarioName | undefined;
  /** How many times faster than real life simulated work goes. */
  speed: number;
  /** Whether the world's time was ever moved ahead. */
  isAhead: boolean;
  /** How many days of how many are done, while time moves ahead. */
  travel: { done: number; days: number } | undefined;
}

export interface Laboratory {
  /** What can be chosen, with one line each. */
  estates: readonly { id: string; title: string }[];
  scenarios: readonly { id: string; title: string }[];
  speeds: readonly number[];
  /** The current state; the same object until something changes. */
  state: () => LaboratoryState;
  subscribe: (listener: () => void) => () => void;
  /** What moving time ahead does not do in this estate. */
  timeNote: string | undefined;
  /** The world's time. */
  now: () => Date;
  /** What nobody should overlook: a world of another time, or of a bad day. */
  sign: () => string | undefined;
  /** The world begins anew. */
  chooseEstate: (id: string) => void;
  /** At once; what a scenario did to the world stays. Undefined is a good day. */
  chooseScenario: (id: string | undefined) => void;
  chooseSpeed: (speed: number) => void;
  /** Moves time ahead, with everything that is due on the way. Resolves when it is there. */
  moveAhead: (days: number) => Promise<void>;
  /** Leaves time where it has come to. */
  stopMoving: () => void;
  /** The same estate anew, today, on a good day, at the speed of real life. */
  reset: () => void;
}

export interface LaboratoryPorts {
  estate: EstateName;
  scenario: ScenarioName | undefined;
  clock: MovableClock;
  work: MemoryWork;
  pace: Pace;
  /** Begins a scenario or ends it. */
  onScenario: (name: ScenarioName | undefined) => void;
  onSpeed?: (speed: number) => void;
  /** Much is going to change in the world, and has. */
  onTravel?: (isOnTheWay: boolean) => void;
  /** Throws this world away for one of that estate; on a good day at the speed of real life when `isReset`. */
  beginAnew: (estate: EstateName, isReset: boolean) => void;
}

const SPEEDS = [1, 10, 50, 500];
/** The clock runs by itself: it counts as moved from here on. */
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
      // Simulated time costs nothing: what is done on the way takes as long as it would in real life.
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
    reset: () => ports.beginAnew(state.estate, true),
  };
}

/** Such as `2027-11-21`, local. */
const dateOf = (moment: Date): string =>
  [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
