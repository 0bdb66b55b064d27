/** One piece of long work on its way, and the frame around work that ends an operation. */
import type { FrontDoor, ProviderOptions } from '../call.ts';
import { errorBody, isExpected, problemOf, type ProblemInput } from '../fault.ts';
import { endOperation, isOpen } from '../operations.ts';
import type { Ports, TakenWork, Transaction, WorkItem } from '../ports.ts';

export interface Errand extends TakenWork {
  ports: Ports;
  options: ProviderOptions;
  /** Sends a request to the provider itself. */
  frontDoor: FrontDoor;
  item: WorkItem;
}

export type Worker = (errand: Errand) => Promise<void>;

/** A value of the work item's payload. */
export function given({ item }: Errand, name: string): string {
  const value = item.payload[name];
  if (value === undefined) throw new Error(`The work item ${item.kind} ${item.id} has no '${name}'.`);
  return value;
}

export interface OperationWork {
  /** Does the work. It may come again after a crash, and then finds what it did before. */
  run: (errand: Errand) => Promise<void>;
  /** What else is written, in the same transaction, when the work came to its end. */
  onDone?: (errand: Errand, tx: Transaction) => Promise<void>;
  /** What else is written, in the same transaction, when it failed. */
  onFailed?: (errand: Errand, tx: Transaction, problem: ProblemInput, activityId: string) => Promise<void>;
}

/**
 * Work that ends an operation. Whatever goes wrong ends the operation as Failed, with what a person can be told; only a
 * server that stops leaves it open, to be done again from the start.
 */
export const endsOperation =
  ({ run, onDone, onFailed }: OperationWork): Worker =>
  async (errand) => {
    const { ports, signal, item } = errand;
    const operation = given(errand, 'operation');
    if (!(await ports.store.transact((tx) => isOpen(tx, operation)))) return;
    try {
      await run(errand);
      await ports.store.transact(async (tx) => {
        if (!(await isOpen(tx, operation))) return;
        await onDone?.(errand, tx);
        await endOperation(ports, tx, operation);
      });
    } catch (error) {
      if (signal.aborted) throw error;
      if (!isExpected(error)) logBug(ports, item, error);
      const problem = problemOf(error);
      const activityId = ports.newId();
      await ports.store.transact(async (tx) => {
        if (!(await isOpen(tx, operation))) return;
        await onFailed?.(errand, tx, problem, activityId);
        await endOperation(ports, tx, operation, errorBody(problem, activityId));
      });
    }
  };

/** A line for the operator about something that should not have happened. */
export const logBug = ({ log }: Ports, { kind, id }: WorkItem, error: unknown): void =>
  log('work failed unexpectedly', { kind, id, error: error instanceof Error ? error.stack : String(error) });
