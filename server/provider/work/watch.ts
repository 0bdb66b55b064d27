/** Watches over one piece of work while it is done: ends it when it does not move, or when somebody cancelled it. */
import { WorkFault, type ProblemInput } from '../fault.ts';
import type { Clock } from '../ports.ts';

export interface WatchRules {
  /** How long it may take without `moved`. */
  stalledAfterMs: number;
  /** What it is ended with then. */
  stalled: ProblemInput;
  /** How long it may take although it moves, and what it is ended with then. */
  most?: { ms: number; problem: ProblemInput } | undefined;
  /** Whether somebody cancelled it, perhaps through another process: checked every two seconds. */
  isCancelled?: (() => Promise<boolean>) | undefined;
  /** Called when it has not moved for `STILL_MS`, and when it moves again. */
  onStill?: ((isStill: boolean) => void) | undefined;
  /** Called when it continues after an abort. */
  onOverdue: (problem: ProblemInput) => Promise<void>;
}

export interface Watched {
  /** Aborted from outside, or by the watch; the reason is a `WorkFault` then. */
  signal: AbortSignal;
  /** Says that the work moves. */
  moved: () => void;
}

const LOOK_MS = 2_000;
/** Work at a server that moves no bytes is checked for signs of life three times a minute. */
const STILL_MS = 30_000;
/** Tools and sessions end within seconds; a caller that waits for the job is not kept longer. */
const OVERDUE_MS = 30_000;
/** Databases that a restore has made may take minutes to drop. */
const LEFT_BEHIND_MS = 10 * 60_000;
/** A clock that differs from the wait by more than this has jumped, or the machine was asleep. */
const JUMP_MS = 30_000;

/** Nobody sees it. Made once: an error of the platform's own costs more than the rest of the watch. */
const OVER = new Error('The work has ended.');

const CANCELLED: ProblemInput = {
  code: 'JobCancelled',
  message: 'The job was canceled.',
  recommendedAction: ['Start it again when you want it.'],
};

/** Does the work. Throws its error, or the abort reason when it does not end after an abort. */
export async function underWatch(
  clock: Clock,
  outside: AbortSignal,
  rules: WatchRules,
  work: (watched: Watched) => Promise<void>,
): Promise<void> {
  const own = new AbortController();
  const over = new AbortController();
  const ending = AbortSignal.any([outside, over.signal]);
  const now = () => clock.now().getTime();
  let movedAt = now();
  let endsAt = movedAt + (rules.most?.ms ?? Infinity);

  const wait = async (ms: number): Promise<void> => {
    const until = now() + ms;
    await clock.sleep(ms, ending, true);
    const late = now() - until;
    if (Math.abs(late) <= JUMP_MS) return;
    movedAt += late;
    endsAt += late;
  };
  const look = { isStill: false };
  const reportStill = (): void => {
    const isStill = now() - movedAt >= STILL_MS;
    if (isStill !== look.isStill) rules.onStill?.(isStill);
    look.isStill = isStill;
  };
  const looksOften = rules.isCancelled !== undefined || rules.onStill !== undefined;
  const problemFound = async (): Promise<ProblemInput> => {
    for (;;) {
      const left = movedAt + rules.stalledAfterMs - now();
      if (left <= 0) return rules.stalled;
      if (rules.most && now() >= endsAt) return rules.most.problem;
      await wait(Math.min(left, endsAt - now(), looksOften ? LOOK_MS : Infinity));
      reportStill();
      // A store that cannot be read now is read again later.
      if (await rules.isCancelled?.().catch(() => false)) return CANCELLED;
    }
  };
  const watch = async (): Promise<never> => {
    const problem = await problemFound();
    own.abort(new WorkFault(problem));
    await wait(OVERDUE_MS);
    await rules.onOverdue(problem);
    await wait(LEFT_BEHIND_MS);
    throw new Error(`The work was ended with ${problem.code} and goes on all the same.`);
  };

  const working = work({ signal: AbortSignal.any([outside, own.signal]), moved: () => (movedAt = now()) });
  const watching = watch().catch((error: unknown) => {
    // A stop from outside waits only for the work.
    if (ending.aborted) return working;
    throw error;
  });
  try {
    await Promise.race([working, watching]);
  } finally {
    over.abort(OVER);
    watching.catch(() => undefined);
    working.catch(() => undefined);
  }
}
