/** What happens to a world of the soak, and what was seen of it: the words of history, world and oracle. */

export type RuleName = 'Yearly' | 'Monthly' | 'Weekly' | 'Default';

/** A time zone by both of its names. */
export interface Zone {
  windows: string;
  iana: string;
}

/** A backup policy as its administrator thinks of it. */
export interface PolicyPlan {
  /** 0 is Sunday. */
  days: number[];
  minuteOfDay: number;
  zone: Zone;
  /** Such as `P3M`; a rule without one is not in the policy. */
  rules: Partial<Record<RuleName, string>> & { Default: string };
}

/**
 * How a dump ends. `transient` may pass by itself, `lasting` needs somebody; `incomplete` leaves a point without one of
 * the databases; `killed`: the process died in the middle of it.
 */
export type Outcome = 'ok' | 'transient' | 'lasting' | 'incomplete' | 'killed';

/** What an administrator, the machine or its clock does. */
export type Deed =
  | { kind: 'policy'; policy: string; plan: PolicyPlan }
  | { kind: 'configure'; instance: string; policy: string }
  | { kind: 'switch'; instance: string; policy: string }
  | { kind: 'stop' | 'suspend' | 'resume' | 'delete' | 'undelete'; instance: string }
  /** Backup now; by the default rule when none is chosen. */
  | { kind: 'demand'; instance: string; rule?: RuleName }
  /** The process goes down, or starts again from what it had stored. */
  | { kind: 'down' | 'up' }
  /** The machine's clock is set ahead, or back. */
  | { kind: 'step'; ms: number }
  /** The operator says that the clock is right. */
  | { kind: 'confirm' }
  /** A person looks at the restore points. */
  | { kind: 'look' };

/** From when to when dumps of an instance end badly; of `killed`, how many. Milliseconds since the start. */
export interface Trouble {
  instance: string;
  from: number;
  to: number;
  outcome: Exclude<Outcome, 'ok'>;
  times?: number;
}

/** Everything that is decided beforehand. `at` is in milliseconds since the start, by a clock that nobody sets. */
export interface History {
  seed: number;
  startsAt: number;
  lastsMs: number;
  instances: string[];
  deeds: { at: number; deed: Deed }[];
  troubles: Trouble[];
}

/** A recovery point as the service lists it. Times in milliseconds. */
export interface SeenPoint {
  id: string;
  time: number;
  tag: string;
  expiry: number | undefined;
  isComplete: boolean;
}

/** `mono` is a clock that nobody sets, `wall` the machine's. After a step `wall` is the new time. */
export type Entry = { mono: number; wall: number } & (
  | { kind: 'deed'; deed: Deed; refused?: string }
  /** A dump begins at `mono`. What the engine sees, not what the service says of it. */
  | { kind: 'attempt'; instance: string; end: { mono: number; wall: number; outcome: Outcome } | undefined }
  | { kind: 'points'; instance: string; points: SeenPoint[] }
);

export type DisagreementKind =
  | 'missed run'
  | 'double run'
  | 'lost point'
  | 'point too long'
  | 'unknown point'
  | 'wrong tag'
  | 'wrong end'
  | 'refused';

export interface Disagreement {
  kind: DisagreementKind;
  instance: string;
  wall: number;
  what: string;
}
