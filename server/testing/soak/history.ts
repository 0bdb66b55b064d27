/** Random lives of a few instances, by a seed: what people do, what fails, what becomes of process and clock. */
import { randomFrom } from '../injury-kinds.ts';
import type { Deed, History, PolicyPlan, RuleName, Trouble, Zone } from './journal.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;

/** Both hemispheres, half an hour, changes at midnight, none at all. */
const ZONES: readonly Zone[] = [
  { windows: 'UTC', iana: 'UTC' },
  { windows: 'W. Europe Standard Time', iana: 'Europe/Berlin' },
  { windows: 'GMT Standard Time', iana: 'Europe/London' },
  { windows: 'Eastern Standard Time', iana: 'America/New_York' },
  { windows: 'Pacific SA Standard Time', iana: 'America/Santiago' },
  { windows: 'India Standard Time', iana: 'Asia/Kolkata' },
  { windows: 'Middle East Standard Time', iana: 'Asia/Beirut' },
  { windows: 'AUS Eastern Standard Time', iana: 'Australia/Sydney' },
  { windows: 'Lord Howe Standard Time', iana: 'Australia/Lord_Howe' },
  { windows: 'New Zealand Standard Time', iana: 'Pacific/Auckland' },
];
const DURATIONS: Record<RuleName, readonly string[]> = {
  Default: ['P7D', 'P10D', 'P30D', 'P1M', 'P3M', 'P12W'],
  Weekly: ['P4W', 'P26W', 'P30D', 'P12W'],
  Monthly: ['P1M', 'P6M', 'P36M', 'P90D'],
  Yearly: ['P1Y', 'P10Y', 'P7Y', 'P40D'],
};

export interface HistoryOptions {
  seed: number;
  years: number;
  instances: number;
}

export function randomHistory({ seed, years, instances: count }: HistoryOptions): History {
  const drawn = randomFrom(seed);
  const random = (): number => drawn(1_000_000_007) / 1_000_000_007;
  const below = (end: number): number => Math.floor(random() * end);
  const between = (low: number, high: number): number => low + random() * (high - low);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const chance = (probability: number): boolean => random() < probability;

  const lastsMs = Math.round(years * YEAR);
  const deeds: History['deeds'] = [];
  const troubles: Trouble[] = [];
  const at = (time: number, deed: Deed): void => {
    if (time < lastsMs) deeds.push({ at: Math.round(time), deed });
  };
  /** How often something happens that happens so many times a year. */
  const times = (perYear: number): number => Math.floor(perYear * years + random());
  const anyTime = (): number => between(HOUR, lastsMs);

  const days = (): number[] => {
    const all = [0, 1, 2, 3, 4, 5, 6];
    if (chance(0.2)) return all;
    if (chance(0.6)) return [below(7)];
    const some = all.filter(() => chance(0.4));
    return some.length > 0 ? some : [0];
  };
  const rules = (): PolicyPlan['rules'] => ({
    Default: pick(DURATIONS.Default),
    ...(chance(0.6) && { Weekly: pick(DURATIONS.Weekly) }),
    ...(chance(0.7) && { Monthly: pick(DURATIONS.Monthly) }),
    ...(chance(0.5) && { Yearly: pick(DURATIONS.Yearly) }),
  });
  // Most changes of clocks are between midnight and three in the morning.
  const minuteOfDay = (): number => (chance(0.7) ? below(7) * 30 : below(48) * 30);
  const newPlan = (): PolicyPlan => ({ days: days(), minuteOfDay: minuteOfDay(), zone: pick(ZONES), rules: rules() });

  const policies = ['nightly', 'standard'];
  for (const policy of policies) {
    let plan = newPlan();
    at(0, { kind: 'policy', policy, plan });
    const edits = Array.from({ length: times(1.5) }, anyTime).sort((one, other) => one - other);
    for (const time of edits) {
      const fresh = newPlan();
      plan = {
        ...plan,
        ...pick([
          { days: fresh.days },
          { minuteOfDay: fresh.minuteOfDay },
          { rules: fresh.rules },
          { rules: fresh.rules },
          { zone: fresh.zone },
        ]),
      };
      at(time, { kind: 'policy', policy, plan });
    }
  }

  const instances = Array.from({ length: count }, (_, number) => `instance-${String(number + 1)}`);
  for (const instance of instances) {
    at(1, { kind: 'configure', instance, policy: pick(policies) });
    for (let time = between(DAY, 400 * DAY); time < lastsMs; time += between(10 * DAY, 400 * DAY)) {
      time += lifeEvent(instance, time);
    }
    for (let count = times(3); count > 0; count -= 1) {
      const rule = pick<RuleName | undefined>([undefined, 'Default', 'Weekly', 'Monthly', 'Yearly']);
      at(anyTime(), { kind: 'demand', instance, ...(rule && { rule }) });
    }
    for (let count = times(5); count > 0; count -= 1) troubles.push(trouble(instance, anyTime()));
  }

  /** Stops, deletes or moves the instance, and takes it back; returns how long that takes. */
  function lifeEvent(instance: string, time: number): number {
    const pause = chance(0.3) ? between(HOUR, DAY) : between(DAY, 90 * DAY);
    const kind = below(10);
    if (kind < 2) {
      at(time, { kind: 'switch', instance, policy: pick(policies) });
      return 0;
    }
    if (kind < 7) {
      at(time, { kind: kind < 4 ? 'stop' : 'suspend', instance });
      at(time + pause, { kind: 'resume', instance });
      return pause;
    }
    at(time, { kind: 'delete', instance });
    if (kind < 9) {
      const days = between(0.1, 12) * DAY;
      at(time + days, { kind: 'undelete', instance });
      at(time + days + pause, { kind: 'resume', instance });
      return days + pause;
    }
    // Gone for good, and protected anew.
    at(time + 40 * DAY, { kind: 'configure', instance, policy: pick(policies) });
    return 40 * DAY;
  }

  function trouble(instance: string, from: number): Trouble {
    const outcome = pick(['transient', 'transient', 'lasting', 'incomplete', 'killed'] as const);
    const lasts = pick([20 * MINUTE, 3 * HOUR, 2 * DAY, 10 * DAY]) * between(0.2, 1.8);
    return { instance, from, to: from + lasts, outcome, ...(outcome === 'killed' && { times: 1 + below(4) }) };
  }

  // Process and clock: one thing after the other.
  for (let time = between(DAY, 120 * DAY); time < lastsMs - 10 * DAY; time += between(3 * DAY, 150 * DAY)) {
    time += machineEvent(time);
  }

  /** Returns how long it takes until the machine is as it should be. */
  function machineEvent(time: number): number {
    const kind = below(8);
    if (kind < 3) {
      const off = pick([10_000, 30 * MINUTE, 10 * HOUR, 20 * HOUR]) * between(0.1, 1);
      at(time, { kind: 'down' });
      at(time + off, { kind: 'up' });
      return off;
    }
    if (kind === 3) {
      const off = between(1.5, 12) * DAY;
      const noticed = off + between(HOUR, 20 * DAY);
      at(time, { kind: 'down' });
      at(time + off, { kind: 'up' });
      at(time + noticed, { kind: 'confirm' });
      return noticed;
    }
    if (kind < 6) {
      at(time, { kind: 'step', ms: pick([2_000, MINUTE, HOUR, 5 * HOUR]) * pick([-1, 1]) });
      return 0;
    }
    const wrongFor = pick([MINUTE, HOUR, 10 * HOUR]) * between(0.5, 1.5);
    const away = pick([3 * DAY, 30 * DAY, 4000 * DAY]) * between(0.8, 1.2) * (kind === 6 ? 1 : -1);
    const ms = Math.round(kind === 6 ? away : -Math.min(-away, 30 * DAY));
    at(time, { kind: 'step', ms });
    at(time + wrongFor, { kind: 'step', ms: -ms });
    return wrongFor;
  }

  for (let time = between(0, 90 * DAY); time < lastsMs; time += between(20 * DAY, 120 * DAY))
    at(time, { kind: 'look' });
  deeds.sort((one, other) => one.at - other.at);
  return { seed, startsAt: Date.UTC(2026, 0, 1, 12) + below(365) * DAY, lastsMs, instances, deeds, troubles };
}
