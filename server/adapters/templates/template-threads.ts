/**
 * Evaluates templates in threads of their own, each with limited memory and time: whatever a template does to its
 * evaluator, requests are served meanwhile, and only the thread ends.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createFairShare } from '#provider/fair-share.ts';
import { ArmFault } from '#provider/fault.ts';
import { templateRefusal } from '#provider/template-refusals.ts';
import type { AnswerTo, PlaceOf, QuestionKind, TemplateEvaluator } from '#templates/evaluation.ts';
import type { FromThread, ToThread } from './template-thread.ts';

export interface TemplateThreads extends TemplateEvaluator {
  close: () => Promise<void>;
}

export interface TemplateLimits {
  /** Of one question, in milliseconds. */
  deadlineMs: number;
  /** Of one thread. */
  memoryMB: number;
}

// The evaluator's own bounds end everything long before; ARM ends what takes longer than some seconds as well.
const LIMITS: TemplateLimits = { deadlineMs: 10_000, memoryMB: 256 };
const THREADS = 2;
/** A person's templates are evaluated one after the other; so many may wait. */
const WAITING = 100;
/** Its memory is given back after this long; starting again takes a tenth of a second. */
const IDLE_MS = 30_000;

export function createTemplateThreads({ deadlineMs, memoryMB }: TemplateLimits = LIMITS): TemplateThreads {
  const share = createFairShare({ atOnce: THREADS, each: 1, waiting: WAITING });
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  let ending: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function start(): Promise<Worker> {
    const worker = new Worker(new URL('./template-thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: memoryMB, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
    });
    worker.unref();
    // Reported to the caller that waits; an idle one is not missed.
    worker.on('error', () => undefined);
    all.add(worker);
    worker.once('exit', () => {
      all.delete(worker);
      const at = idle.indexOf(worker);
      if (at >= 0) idle.splice(at, 1);
    });
    // Loading does not count against anybody's time.
    await Promise.race([once(worker, 'message'), once(worker, 'exit')]);
    if (!all.has(worker)) throw ended();
    return worker;
  }

  async function end(): Promise<void> {
    clearTimeout(ending);
    await Promise.all([...all].map((worker) => worker.terminate()));
  }

  async function askThread<Kind extends QuestionKind>(
    worker: Worker,
    question: ToThread,
    placeOf: PlaceOf,
  ): Promise<AnswerTo<Kind>> {
    const { promise, resolve, reject } = Promise.withResolvers<AnswerTo<Kind>>();
    /** A thread that sent its last result can be reused; any other may still be busy. */
    const thread = { isFree: false };
    const timer = setTimeout(() => reject(tooMuch('takes too long to evaluate')), deadlineMs);
    const hear = (message: FromThread) => {
      thread.isFree = !('placeOf' in message);
      if ('isReady' in message) return;
      if ('answer' in message) resolve(message.answer as AnswerTo<Kind>);
      else if ('refused' in message) reject(templateRefusal(message.refused));
      else if ('bug' in message) reject(new Error(message.bug));
      else {
        const { target, facts } = message.placeOf;
        placeOf(target, facts).then((place) => worker.postMessage({ place } satisfies ToThread), reject);
      }
    };
    const fail = (error: Error & { code?: string }) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch('needs too much memory to be evaluated') : error);
    const gone = () => reject(ended());
    worker.on('message', hear).on('error', fail).on('exit', gone);
    try {
      worker.postMessage(question);
      return await promise;
    } finally {
      clearTimeout(timer);
      worker.off('message', hear).off('error', fail).off('exit', gone);
      if (thread.isFree) idle.push(worker);
      else await worker.terminate();
    }
  }

  return {
    async ask(kind, content, placeOf, callerId) {
      const leave = await share.enter(callerId);
      if (!leave) {
        throw new ArmFault(
          429,
          'TooManyRequests',
          'Too many of your templates are waiting to be evaluated. Send fewer.',
          {
            by: 'gateway',
            headers: { 'Retry-After': '10' },
          },
        );
      }
      clearTimeout(ending);
      try {
        if (isClosed) throw ended();
        return await askThread(idle.pop() ?? (await start()), { question: { kind, content } }, placeOf);
      } finally {
        leave();
        ending = setTimeout(() => void end(), IDLE_MS).unref();
      }
    },
    close() {
      isClosed = true;
      return end();
    },
  };
}

const ended = (): Error => new Error('The thread that evaluates templates was ended.');

const tooMuch = (what: string): ArmFault =>
  new ArmFault(
    400,
    'InvalidTemplate',
    `Deployment template validation failed: the template ${what}. Make it smaller.`,
    {
      by: 'gateway',
    },
  );
