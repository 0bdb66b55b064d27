/** One piece of long work on its way, and the frame around work that ends an operation. */
import type { UserFacingError } from '#protocol/errors.ts';
import type { FrontDoor, ProviderOptions } from '../call.ts';
import { errorBody, isExpected, problemOf, WorkFault, type ProblemInput } from '../fault.ts';
import { endOperation, isOpen } from '../operations.ts';
import type { Ports, TakenWork, Transaction, Turn } from '../ports.ts';
import type { PayloadField, WorkItem } from '../work-items.ts';

export interface WorkContext extends TakenWork {
  ports: Ports;
  options: ProviderOptions;
  /** Sends a request to the provider itself. */
  frontDoor: FrontDoor;
  item: WorkItem;
  /** Says that the work moves: what does not for too long is ended (`watch.ts`). */
  moved: () => void;
}

export type Worker = (context: WorkContext) => Promise<void>;

/** One kind of work. */
export interface WorkKind {
  /** Does the work. Safe to repeat: it looks at what is stored before it does anything. */
  run: Worker;
  /**
   * Ends what waits for the work, without doing any of it: it took the process with it too often, or does not end
   * although it was aborted.
   */
  giveUp?: (context: WorkContext, problem: ProblemInput) => Promise<void>;
  /** Nobody would begin it again, as they would a backup: what was given up is tried again much later. */
  isNeeded?: true;
  /** Whether somebody cancelled it. */
  isCancelled?: (context: WorkContext) => Promise<boolean>;
}

/** A value of the work item's payload. */
export function given({ item }: Pick<WorkContext, 'item'>, name: PayloadField): string {
  const value = (item.payload as Partial<Record<PayloadField, string>>)[name];
  if (value === undefined) throw new Error(`The work item ${item.kind} ${item.id} has no '${name}'.`);
  return value;
}

/** A running job does not wait behind requests that query the same server. */
export const turnOf = ({ item }: WorkContext): Turn => ('jobId' in item.payload ? 'ahead' : 'inLine');

/** Whether the process stops, and not the work alone: what may be begun again is left to the next start then. */
export const isStopping = ({ signal }: WorkContext): boolean => signal.aborted && !(signal.reason instanceof WorkFault);

/** What the work failed of: why it was ended, when it was, and not what came of that. */
export const causeOf = ({ signal }: WorkContext, error: unknown): unknown =>
  signal.aborted && signal.reason instanceof WorkFault ? signal.reason : error;

export interface OperationWork {
  /**
   * Does the work. It may run again after a crash, and then finds what it did before. Its warnings are recorded with
   * the result of an operation that succeeds.
   */
  run: (context: WorkContext, warn: (warnings: readonly UserFacingError[]) => void) => Promise<void>;
  /** What else is written, in the same transaction, when the work came to its end. */
  onDone?: (context: WorkContext, tx: Transaction) => Promise<void>;
  /** What else is written, in the same transaction, when it failed. */
  onFailed?: (context: WorkContext, tx: Transaction, problem: ProblemInput, activityId: string) => Promise<void>;
}

/**
 * Work that ends an operation. Any error ends the operation as Failed, with a message for a person; only a server that
 * stops leaves it open, to be done again from the start.
 */
export function endsOperation({ run, onDone, onFailed }: OperationWork): WorkKind {
  async function fail(context: WorkContext, problem: ProblemInput): Promise<void> {
    const { ports } = context;
    const operation = given(context, 'operation');
    const activityId = ports.newId();
    await ports.store.transact(async (tx) => {
      if (!(await isOpen(tx, operation))) return;
      await onFailed?.(context, tx, problem, activityId);
      await endOperation(ports, tx, operation, { error: errorBody(problem, activityId) });
    });
  }

  return {
    async run(context) {
      const { ports, item } = context;
      const operation = given(context, 'operation');
      if (!(await ports.store.transact((tx) => isOpen(tx, operation)))) return;
      try {
        const warnings: UserFacingError[] = [];
        await run(context, (more) => warnings.push(...more));
        await ports.store.transact(async (tx) => {
          if (!(await isOpen(tx, operation))) return;
          await onDone?.(context, tx);
          await endOperation(ports, tx, operation, { warnings });
        });
      } catch (error) {
        if (isStopping(context)) throw error;
        const cause = causeOf(context, error);
        if (!isExpected(cause)) logBug(ports, item, cause);
        await fail(context, problemOf(cause));
      }
    },
    giveUp: fail,
  };
}

/** A line for the operator about something that should not have happened. */
export const logBug = ({ log }: Ports, { kind, id }: WorkItem, error: unknown): void =>
  log('work failed unexpectedly', { kind, id, error }, 'error');
