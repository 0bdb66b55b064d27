/**
 * What mocks offer a page besides ARM: personas, and a world that can be changed. The page knows nothing else of them.
 */

/** Something to choose: a name, and one line `In short: what it is`. */
export interface LaboratoryChoice {
  id: string;
  title: string;
}

export interface LaboratoryState {
  estate: string;
  /** Undefined on a good day. */
  scenario: string | undefined;
  /** How many times faster than real life simulated work goes. */
  speed: number;
  /** Whether the world's time was moved ahead. */
  isAhead: boolean;
  /** How many days of how many are done, while time moves ahead. */
  travel: { done: number; days: number } | undefined;
}

export interface Laboratory {
  estates: readonly LaboratoryChoice[];
  scenarios: readonly LaboratoryChoice[];
  speeds: readonly number[];
  /** The current state; the same object until something changes. */
  state: () => LaboratoryState;
  subscribe: (listener: () => void) => () => void;
  /** What moving time ahead leaves out in this estate. */
  timeNote: string | undefined;
  /** The world's time. */
  now: () => Date;
  /** What nobody should overlook: the world has another time, or a scenario is on. */
  sign: () => string | undefined;
  /** The world is reset, and the page is loaded again. */
  chooseEstate: (id: string) => void;
  /** Takes effect at once. Undefined ends the scenario. */
  chooseScenario: (id: string | undefined) => void;
  /** Takes effect at once. */
  chooseSpeed: (speed: number) => void;
  /** Moves time ahead and runs everything that is due on the way. Resolves when it has arrived. */
  moveAhead: (days: number) => Promise<void>;
  /** Stops time where it is. */
  stopMoving: () => void;
  /** Resets the estate: today, no scenario, the speed of real life. The page is loaded again. */
  reset: () => void;
}

/** Someone to sign in as in a made-up world. The token of a persona is its id. */
export interface Persona {
  id: string;
  name: string;
  /** Shown below the name. */
  line: string;
  /** What this person can and cannot do. */
  description: string;
}
