/** What mocks offer a page besides ARM: people to be, and a world that can be changed. The page knows nothing else of them. */

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
  /** Whether the world's time was ever moved ahead. */
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
  /** What moving time ahead does not do in this estate. */
  timeNote: string | undefined;
  /** The world's time. */
  now: () => Date;
  /** What nobody should overlook: a world of another time, or of a bad day. */
  sign: () => string | undefined;
  /** The world begins anew, and the page with it. */
  chooseEstate: (id: string) => void;
  /** At once. Undefined ends the bad day. */
  chooseScenario: (id: string | undefined) => void;
  /** At once. */
  chooseSpeed: (speed: number) => void;
  /** Moves time ahead, with everything that is due on the way. Resolves when it is there. */
  moveAhead: (days: number) => Promise<void>;
  /** Leaves time where it has come to. */
  stopMoving: () => void;
  /** The same estate anew, today, on a good day, at the speed of real life; the page begins anew with it. */
  reset: () => void;
}

/** Someone one can be in a made-up world. The token of a persona is its id. */
export interface Persona {
  id: string;
  name: string;
  /** Shown below the name. */
  line: string;
  /** What this person can and cannot do. */
  description: string;
}
