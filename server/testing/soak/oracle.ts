/**
 * Says what a backup administrator may expect of one instance, from the contract alone (docs/reference/arm.md#5-policies,
 * #9-protection; decisions 7, 19, 36): which runs begin when, which points come of them, by which rule each is kept, and
 * until when. Pure; imports no rule of the product (`npm run walls`), so that one mistake cannot be on both sides.
 */
import { endOf, nextMoment, periodOf } from './calendar.ts';
import type {
  Deed,
  Disagreement,
  DisagreementKind,
  Entry,
  Outcome,
  PolicyPlan,
  RuleName,
  SeenPoint,
} from './journal.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Within this a run has to begin. The queue takes seconds, the look at the schedules a minute. */
const PUNCTUAL = 3 * MINUTE;
/** A point's time and the beginning of its dump are the same moment, but for a probe in between. */
const SAME_MOMENT = 20_000;
/** The contract does not say how soon an expired point goes. */
const GONE_WITHIN = DAY;
const RETRY_MINUTES = [5, 15, 60];
const RETRY_EVERY_MINUTES = 120;
const LONGEST_PAUSE = RETRY_EVERY_MINUTES * MINUTE;
const KILLS_AT_MOST = 3;
const BY_PRIORITY = [
  { rule: 'Yearly', period: 'year', days: 367 },
  { rule: 'Monthly', period: 'month', days: 32 },
  { rule: 'Weekly', period: 'week', days: 8 },
] as const;

type Mode = 'none' | 'protected' | 'stopped' | 'suspended' | 'deleted';

/** A dump that has to begin between two moments of the clock that nobody sets. */
interface Awaited {
  why: 'schedule' | 'retry' | 'demand';
  from: number;
  until: number;
  /** Between the try that failed and this one. Of a try that was killed it may begin when the process is up again. */
  pause: number;
  /** Of a run: its moment by the wall. */
  moment: number;
  rule: RuleName | undefined;
  /** It need not begin. */
  isOptional?: boolean;
}

interface Run {
  moment: number;
  failures: number;
  kills: number;
}

interface Point {
  time: number;
  tag: string;
  duration: string;
  zone: string;
  isComplete: boolean;
  /** Where any rule of the policy may keep it. */
  rules: PolicyPlan['rules'] | undefined;
  /** In the order in which they were made. */
  number: number;
  id?: string;
  expiry: number;
  /** The same, or later where it is not known by which rule it is kept. */
  latestExpiry: number;
  /** Since when it may, and when it should, be gone, by the clock that nobody sets. */
  mayGo: number;
  goes: number;
}

export interface Expectation {
  disagreements: Disagreement[];
  runs: number;
  retries: number;
  points: number;
  failures: number;
  looks: number;
}

/** Goes through everything that concerns the instance, in order, and compares. */
export function judge(instance: string, journal: readonly Entry[]): Expectation {
  const found: Disagreement[] = [];
  const policies = new Map<string, PolicyPlan>();
  let policy = '';
  let mode: Mode = 'none';
  let isUp = true;
  let mono = 0;
  let wall = journal[0]?.wall ?? 0;
  /** The newest time that was believed. */
  let noted = wall;
  let isBelieved = true;
  let downSince = wall;
  let next = { moment: NaN, after: NaN };

  /**
   * What was due once, by its moment; `again` when it comes again because the clock was set back by more than a day, and `perhaps`
   * when it does so within a day: nobody can tell then, and both are well.
   */
  let reached = new Map<number, 'once' | 'again' | 'perhaps'>();
  let awaited: Awaited[] = [];
  let run: Run | undefined;
  let running: { awaited: Awaited; startWall: number; plan: PolicyPlan | undefined } | undefined;
  let scheduled: number[] = [];
  let points: Point[] = [];
  let gone: Point[] = [];
  const counts = { runs: 0, retries: 0, points: 0, failures: 0, looks: 0 };

  const plan = (): PolicyPlan | undefined => policies.get(policy);
  const disagree = (kind: DisagreementKind, what: string): void => {
    found.push({ kind, instance, wall, what });
  };
  const shown = (time: number): string => new Date(time).toISOString();

  function due(moment: number, isOptional = false): void {
    run = { moment, failures: 0, kills: 0 };
    awaited = awaited.filter(({ why }) => why === 'demand');
    awaited.push({
      why: 'schedule',
      from: mono,
      until: mono + PUNCTUAL,
      pause: 0,
      moment,
      rule: undefined,
      isOptional,
    });
    counts.runs += 1;
  }

  /** Time passes, by both clocks. */
  function flow(to: number): void {
    const end = wall + (to - mono);
    const schedule = plan();
    if (isUp && mode === 'protected' && schedule) {
      if (!(next.after <= wall && next.moment > wall)) next = { moment: nextMoment(schedule, wall), after: wall };
      while (next.moment <= end) {
        pass(mono + (next.moment - wall));
        wall = next.moment;
        const before = reached.get(wall);
        reached.set(wall, 'once');
        if (before !== 'once') due(wall, before === 'perhaps');
        next = { moment: nextMoment(schedule, wall), after: wall };
      }
    }
    pass(to);
    wall = end;
    believe();
    expire();
  }

  function pass(to: number): void {
    if (isUp && !running) {
      for (const late of awaited.filter(({ until, isOptional }) => until < to && isOptional !== true)) {
        if (late.why === 'demand') disagree('missed run', 'backup now was accepted, and no dump began');
        else disagree('missed run', `${late.why} of the run of ${shown(late.moment)}`);
        if (late.why !== 'demand') run = undefined;
      }
      awaited = awaited.filter(({ until }) => until >= to);
    }
    mono = to;
  }

  /** A process that runs notes the time, if it believes it. */
  const believe = (): void => {
    if (isUp && isBelieved) noted = Math.max(noted, wall);
  };

  /** The wall has another time all at once: a clock was set, or the process was down. */
  function leap(from: number): void {
    const schedule = plan();
    // What came while the clock was wrong was due by the time that is right; what had come before, then.
    const right = from > wall && !isBelieved ? noted : Math.max(from, Math.min(noted, wall));
    if (wall > right && mode === 'protected' && schedule) {
      let last: number | undefined;
      const passed: number[] = [];
      for (let moment = nextMoment(schedule, right); moment <= wall; moment = nextMoment(schedule, moment)) {
        passed.push(moment);
        last = moment;
      }
      const isNew = last !== undefined && !reached.has(last);
      // Of what a clock leaps over that is not believed, only the run that it makes has been.
      const isTime = wall - noted <= DAY;
      for (const moment of passed) if (isTime || moment === last) reached.set(moment, 'once');
      if (isNew && last !== undefined) due(last);
    }
    for (const moment of reached.keys()) {
      if (moment > wall + DAY) reached.set(moment, 'again');
      else if (moment > wall && from - wall > DAY) reached.set(moment, 'perhaps');
      else if (moment < wall - 60 * DAY) reached.delete(moment);
    }
    isBelieved = wall - noted <= DAY;
    believe();
    expire();
  }

  function expire(): void {
    if (!isUp || (mode !== 'protected' && mode !== 'suspended')) return;
    const good = points.some(({ isComplete }) => isComplete) ? points.filter((point) => point.isComplete) : points;
    const latestMade = good.reduce<Point | undefined>(
      (best, one) => (best && best.number > one.number ? best : one),
      undefined,
    );
    const latest = good.reduce<Point | undefined>(
      (best, one) => (best && best.time > one.time ? best : one),
      undefined,
    );
    const surely = isBelieved ? wall : Math.min(wall, noted);
    const perhaps = isBelieved ? Math.max(wall, noted) : noted;
    let isAnyGone = false;
    for (const point of points) {
      if (point === latest && point === latestMade) continue;
      const isHeldPerhaps = point === latest || point === latestMade;
      if (point.mayGo === Infinity && point.expiry <= perhaps + MINUTE) point.mayGo = mono;
      if (point.latestExpiry <= surely && !isHeldPerhaps) {
        point.goes = mono + GONE_WITHIN;
        isAnyGone = true;
      }
    }
    if (isAnyGone) {
      gone.push(...points.filter(({ goes }) => goes < Infinity));
      points = points.filter(({ goes }) => goes === Infinity);
    }
  }

  function shiftAwaited(ms: number): void {
    for (const one of awaited) {
      if (ms > 0) {
        one.from -= ms;
        one.until = Math.max(one.until - ms, mono + PUNCTUAL);
      } else {
        one.until -= ms;
        // One that would wait for more than a day cannot be right.
        if (ms < -DAY) one.until = Math.min(one.until, mono + LONGEST_PAUSE + 2 * PUNCTUAL);
      }
    }
  }

  /** A run that only a clock that was ahead has reached is not tried again once it is right. */
  function forgetWrongRun(): void {
    if (!run || run.moment <= Math.max(noted, wall) + DAY) return;
    run = undefined;
    awaited = awaited.filter(({ why }) => why !== 'retry');
  }

  function deed(done: Deed): void {
    switch (done.kind) {
      case 'policy':
        policies.set(done.policy, done.plan);
        next = { moment: NaN, after: NaN };
        return;
      case 'step': {
        const from = wall;
        wall += done.ms;
        shiftAwaited(done.ms);
        leap(from);
        forgetWrongRun();
        return;
      }
      case 'down':
        isUp = false;
        downSince = wall;
        return;
      case 'up':
        isUp = true;
        for (const one of awaited) one.until = Math.max(one.until, mono + one.pause + PUNCTUAL);
        leap(downSince);
        return;
      case 'confirm':
        isBelieved = true;
        noted = wall;
        expire();
        return;
      case 'look':
        return;
      default:
        if (done.instance === instance) concern(done);
    }
  }

  function concern(done: Extract<Deed, { instance: string }>): void {
    switch (done.kind) {
      case 'configure':
        mode = 'protected';
        policy = done.policy;
        points = [];
        gone = [];
        scheduled = [];
        reached = new Map();
        break;
      case 'switch':
        policy = done.policy;
        run = undefined;
        awaited = awaited.filter(({ why }) => why === 'demand');
        break;
      case 'stop':
        mode = 'stopped';
        break;
      case 'suspend':
        mode = 'suspended';
        break;
      case 'resume':
        mode = 'protected';
        break;
      case 'delete':
        mode = 'deleted';
        break;
      case 'undelete':
        mode = 'stopped';
        break;
      case 'demand':
        awaited.push({ why: 'demand', from: mono, until: mono + PUNCTUAL, pause: 0, moment: NaN, rule: done.rule });
        return;
    }
    next = { moment: NaN, after: NaN };
    if (mode !== 'protected') {
      run = undefined;
      awaited = [];
    }
    expire();
  }

  function begin(): void {
    const [first] = awaited
      .filter(({ from }) => from - SAME_MOMENT <= mono)
      // Backup now was accepted because nothing ran: it begins at once.
      .sort((one, other) => Number(other.why === 'demand') - Number(one.why === 'demand') || one.from - other.from);
    if (!first) {
      disagree(
        'double run',
        `a dump began that nothing asks for; the last run was of ${run ? shown(run.moment) : 'none'}`,
      );
    }
    awaited = awaited.filter((one) => one !== first);
    if (first?.why === 'retry') counts.retries += 1;
    // What nothing asks for is taken for a run, so that one disagreement does not become many.
    const taken: Awaited = first ?? {
      why: 'schedule',
      from: mono,
      until: mono,
      pause: 0,
      moment: NaN,
      rule: undefined,
    };
    running = { awaited: taken, startWall: wall, plan: plan() };
  }

  function end(outcome: Outcome): void {
    const ended = running;
    running = undefined;
    if (!ended) return;
    // Nothing begins beside a dump of the same instance: who had to wait for it is late by no fault.
    for (const one of awaited) one.until = Math.max(one.until, mono + PUNCTUAL);
    if (outcome !== 'ok') counts.failures += 1;
    if (!ended.plan) return;
    const isScheduled = ended.awaited.why !== 'demand';
    if (outcome === 'ok' || outcome === 'incomplete')
      make(ended.startWall, ended.awaited, ended.plan, outcome === 'ok');
    if (!isScheduled || run?.moment !== ended.awaited.moment) return;
    if (outcome === 'ok' || outcome === 'lasting') {
      run = undefined;
      return;
    }
    run.failures += 1;
    if (outcome === 'killed') run.kills += 1;
    if (run.kills >= KILLS_AT_MOST) return;
    const delay = (RETRY_MINUTES[run.failures - 1] ?? RETRY_EVERY_MINUTES) * MINUTE;
    awaited.push({
      why: 'retry',
      from: outcome === 'killed' ? mono : mono + delay,
      until: mono + delay + PUNCTUAL,
      pause: delay,
      moment: run.moment,
      rule: undefined,
    });
  }

  function make(time: number, { why, rule }: Awaited, { rules, zone }: PolicyPlan, isComplete: boolean): void {
    let tag: RuleName = rule ?? 'Default';
    // By a clock that is behind, it falls into a period that is over. Whatever rule keeps it takes nothing away.
    const isAnyTag = why !== 'demand' && isComplete && noted - wall > DAY;
    if (why !== 'demand' && isComplete) {
      // What only a clock that was ahead has made does not count once it is right again.
      scheduled = scheduled.filter((other) => other <= Math.max(noted, wall) + DAY);
      const isFirst = ({ period, days }: (typeof BY_PRIORITY)[number]): boolean => {
        const own = periodOf(time, zone.iana, period);
        return !scheduled.some(
          (other) => Math.abs(other - time) < days * DAY && periodOf(other, zone.iana, period) === own,
        );
      };
      tag = BY_PRIORITY.find((each) => rules[each.rule] !== undefined && isFirst(each))?.rule ?? 'Default';
      scheduled = [time, ...scheduled.slice(0, 400)];
    }
    const duration = rules[tag] ?? rules.Default;
    const ends = (isAnyTag ? Object.values(rules) : [duration]).map((each) => endOf(time, each, zone.iana));
    points.push({
      time,
      tag: why === 'demand' && rule === undefined ? 'default' : tag,
      duration,
      zone: zone.iana,
      isComplete,
      rules: isAnyTag ? rules : undefined,
      number: (counts.points += 1),
      expiry: Math.min(...ends),
      latestExpiry: Math.max(...ends),
      mayGo: Infinity,
      goes: Infinity,
    });
    expire();
  }

  function look(seen: readonly SeenPoint[]): void {
    counts.looks += 1;
    if (mode === 'deleted' || mode === 'none') return;
    const left = new Set(seen);
    const take = (point: Point): SeenPoint | undefined => {
      const candidates = [...left].filter(({ id, time }) =>
        point.id === undefined ? Math.abs(time - point.time) <= SAME_MOMENT : id === point.id,
      );
      const [one] = candidates.sort((a, b) => Math.abs(a.time - point.time) - Math.abs(b.time - point.time));
      if (one) left.delete(one);
      return one;
    };
    for (const point of points) {
      const one = take(point);
      if (one) compare(point, one);
      else if (point.mayGo > mono)
        disagree('lost point', `${named(point)} is not there; expires ${shown(point.expiry)}`);
    }
    for (const point of gone) {
      const one = take(point);
      if (one && point.goes < mono) disagree('point too long', `${named(point)} expired ${shown(point.expiry)}`);
    }
    gone = gone.filter(({ goes }) => goes >= mono);
    for (const one of left) disagree('unknown point', `of ${shown(one.time)}, tag ${one.tag}`);
  }

  const named = ({ time, tag, isComplete }: Point): string =>
    `${isComplete ? '' : 'incomplete '}point of ${shown(time)} (${tag})`;

  function compare(point: Point, seen: SeenPoint): void {
    if (point.id !== undefined) return;
    point.id = seen.id;
    point.time = seen.time;
    const chosen = point.rules?.[seen.tag as RuleName];
    if (chosen !== undefined) {
      point.tag = seen.tag;
      point.duration = chosen;
    }
    point.expiry = endOf(seen.time, point.duration, point.zone);
    point.latestExpiry = point.expiry;
    if (seen.tag !== point.tag) disagree('wrong tag', `${named(point)} is kept by ${seen.tag}`);
    else if (seen.expiry === undefined ? mode === 'protected' : Math.abs(seen.expiry - point.expiry) >= 1000) {
      disagree(
        'wrong end',
        `${named(point)} has ${seen.expiry === undefined ? 'no end' : shown(seen.expiry)}, not ${shown(point.expiry)}`,
      );
    }
    if (seen.isComplete !== point.isComplete) disagree('wrong tag', `${named(point)} says otherwise`);
  }

  for (const { mono: at, happens } of inOrder(instance, journal)) {
    if (at < mono) throw new Error('The journal is not in order.');
    flow(at);
    if (happens.kind === 'begin') begin();
    else if (happens.kind === 'end') end(happens.outcome);
    else if (happens.kind === 'points') look(happens.points);
    else {
      if (happens.refused !== undefined) disagree('refused', `${happens.deed.kind}: ${happens.refused}`);
      else deed(happens.deed);
    }
  }
  return { disagreements: found, ...counts };
}

type Happening =
  | { kind: 'deed'; deed: Deed; refused: string | undefined }
  | { kind: 'begin' }
  | { kind: 'end'; outcome: Outcome }
  | { kind: 'points'; points: SeenPoint[] };

/** What concerns the instance, each thing at its moment. */
function inOrder(instance: string, journal: readonly Entry[]): { mono: number; happens: Happening }[] {
  const all: { mono: number; happens: Happening }[] = [];
  for (const entry of journal) {
    const { mono } = entry;
    if (entry.kind === 'deed') all.push({ mono, happens: { kind: 'deed', deed: entry.deed, refused: entry.refused } });
    else if (entry.instance !== instance) continue;
    else if (entry.kind === 'points') all.push({ mono, happens: { kind: 'points', points: entry.points } });
    else {
      all.push({ mono, happens: { kind: 'begin' } });
      if (entry.end) all.push({ mono: entry.end.mono, happens: { kind: 'end', outcome: entry.end.outcome } });
    }
  }
  return all.sort((one, other) => one.mono - other.mono);
}
