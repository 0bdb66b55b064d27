/** A thread that evaluates templates, one after the other. `template-threads.ts` speaks to it, and ends it when it takes too much. */
import { parentPort } from 'node:worker_threads';
import {
  evaluateHere,
  type DeploymentFacts,
  type Question,
  type QuestionKind,
} from '#provider/domain/templates/evaluation.ts';
import type { Target } from '#provider/domain/templates/expand.ts';
import type { Place } from '#provider/domain/templates/place.ts';
import { ArmFault } from '#provider/fault.ts';
import type { ErrorBody } from '#protocol/errors.ts';

export type ToThread =
  | { question: { kind: QuestionKind; content: Question<QuestionKind> } }
  /** What `placeOf` came to. */
  | { place: Place | undefined };

export interface Refusal {
  status: number;
  body: ErrorBody;
}

export type FromThread =
  /** It has loaded everything, and can be asked. */
  | { isReady: true }
  | { placeOf: { target: Target; facts: DeploymentFacts } }
  | { answer: unknown }
  | { refused: Refusal }
  | { bug: string };

const say = (message: FromThread): void => parentPort?.postMessage(message);
let placed: (place: Place | undefined) => void = () => undefined;

// It waits for one place at a time, as the evaluation does.
const placeOf = (target: Target, facts: DeploymentFacts): Promise<Place | undefined> => {
  say({ placeOf: { target, facts } });
  return new Promise((resolve) => (placed = resolve));
};

parentPort?.on('message', (message: ToThread) => {
  if ('place' in message) {
    placed(message.place);
    return;
  }
  const { kind, content } = message.question;
  evaluateHere.ask(kind, content, placeOf, '').then(
    (answer) => say({ answer }),
    (error: unknown) => {
      if (error instanceof ArmFault) say({ refused: { status: error.status, body: error.body } });
      else say({ bug: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    },
  );
});

say({ isReady: true });
