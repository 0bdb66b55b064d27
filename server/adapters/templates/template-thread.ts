/**
 * A thread that evaluates templates, one after the other. `template-threads.ts` sends it questions, and ends it when it
 * takes too much.
 */
import { parentPort } from 'node:worker_threads';
import type { ErrorBody } from '#protocol/errors.ts';
import {
  evaluateHere,
  TemplateFault,
  type DeploymentFacts,
  type Place,
  type Question,
  type QuestionKind,
  type Target,
} from '#templates/evaluation.ts';

export type ToThread =
  | { question: { kind: QuestionKind; content: Question<QuestionKind> } }
  /** The result of `placeOf`. */
  | { place: Place | undefined };

interface Refusal {
  status: number;
  body: ErrorBody;
}

export type FromThread =
  /** It has loaded everything, and is ready. */
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
      if (error instanceof TemplateFault) say({ refused: { status: error.status, body: error.body } });
      else say({ bug: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    },
  );
});

say({ isReady: true });
