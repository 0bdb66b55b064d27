/**
 * Copying recovery points into the second storage of their vault, and a damaged copy anew from the good one (decision 44). A copy is
 * one work item, which is tried again until it has succeeded. While it runs the bytes of the point stay, whatever expires:
 * so nothing is written behind a removal, and nothing is left over.
 */
import { idKey, lastName } from '#protocol/resource-id.ts';
import {
  atCopy,
  copied,
  copyToMake,
  nextCopyTry,
  notCopied,
  toBeCopied,
  type CopyName,
} from '../domain/point-copies.ts';
import { isExpected, problemOf, type ProblemInput } from '../fault.ts';
import { addressOf, copyLater, putPoint } from '../point-records.ts';
import type { PointAddress, Ports, Transaction } from '../ports.ts';
import { copying, recoveryPoints, vaults, word, type RecoveryPointRecord } from '../records.ts';
import { SET_ASIDE_MS } from './endings.ts';
import { causeOf, given, isStopping, logBug, type WorkContext, type Worker, type WorkKind } from './work-context.ts';
import { holdLater } from './holding.ts';
import { expireLater, removeLater } from './retention.ts';

/** Has the points copied that a vault had before it got its second storage. */
export const copyPoints: Worker = async ({ ports, signal, moved, item }) => {
  const vaultId = given({ item }, 'vaultId');
  const known = await ports.store.transact((tx) => tx.list(recoveryPoints, { with: [word.inVault(vaultId)] }));
  for (const { key, value } of known) {
    if (value.resource.properties.copies) continue;
    signal.throwIfAborted();
    await ports.store.transact(async (tx) => {
      const record = (await tx.get(recoveryPoints, key))?.value;
      const vault = (await tx.get(vaults, idKey(vaultId)))?.value;
      if (!record || !vault) return;
      const resource = toBeCopied(record.resource, vault, ports.clock.now());
      await putPoint(tx, record, resource);
      await copyLater(ports, tx, { ...record, resource });
    });
    moved();
  }
};

export const copyPoint: WorkKind = {
  run,
  // One that took the process with it would do so again.
  giveUp: (context, problem) => fail(context, problem, SET_ASIDE_MS),
};

async function run(context: WorkContext): Promise<void> {
  const { ports, signal, moved, item } = context;
  const begun = await begin(context);
  if (!begun) return;
  try {
    await ports.vaultStorage.copy(atCopy(begun.address, begun.to), signal, moved, () => checkIsOurs(context));
    signal.throwIfAborted();
    await complete(context, begun.to);
  } catch (error) {
    // The next start goes on with what is there.
    if (isStopping(context)) throw error;
    if (error instanceof TakenOver) return leave(context, begun.address);
    const cause = causeOf(context, error);
    if (!isExpected(cause)) logBug(ports, item, cause);
    await fail(context, problemOf(cause));
  }
}

class TakenOver extends Error {}

/** A process that was paused may find that another one has taken the work over, and that the point is gone by now. */
async function checkIsOurs(context: WorkContext): Promise<void> {
  const { isOurs } = await context.ports.store.transact((tx) => stateOf(context, tx));
  if (!isOurs) throw new TakenOver();
}

/** What it has written is the later attempt's, or nobody's when the point is gone and was removed. */
async function leave(context: WorkContext, address: PointAddress): Promise<void> {
  await context.ports.store.transact(async (tx) => {
    const { record, isHeld } = await stateOf(context, tx);
    if (!record && !isHeld) await removeLater(tx, address, given(context, 'instanceId'));
  });
}

/** Undefined when there is nothing to copy, or when another item is at it. */
async function begin(context: WorkContext): Promise<{ address: PointAddress; to: CopyName } | undefined> {
  return context.ports.store.transact(async (tx) => {
    const { record, isOthers } = await stateOf(context, tx);
    if (isOthers) return undefined;
    const to = record && copyToMake(record.resource);
    if (!to) return letGo(context, tx);
    const instanceId = given(context, 'instanceId');
    const { item, attempt } = context;
    await tx.put(copying, record.resource.name, { instanceId, holder: item.id, attempt });
    return { address: addressOf(record), to };
  });
}

async function stateOf(context: WorkContext, tx: Transaction) {
  const pointId = given(context, 'pointId');
  const held = (await tx.get(copying, lastName(pointId)))?.value;
  return {
    record: (await tx.get(recoveryPoints, idKey(pointId)))?.value,
    isHeld: held !== undefined,
    isOthers: held !== undefined && (held.holder !== context.item.id || held.attempt > context.attempt),
    /** Taken over by a later attempt, when it is not. */
    isOurs: held?.holder === context.item.id && held.attempt === context.attempt,
  };
}

/** What expired while it was copied may go from here on. */
async function letGo(context: WorkContext, tx: Transaction): Promise<undefined> {
  if (!(await tx.delete(copying, lastName(given(context, 'pointId'))))) return;
  await expireLater(tx, given(context, 'instanceId'), `after ${context.item.id}`);
}

async function complete(context: WorkContext, to: CopyName): Promise<void> {
  const { ports } = context;
  await ports.store.transact(async (tx) => {
    const { record, isOurs } = await stateOf(context, tx);
    if (!isOurs) return;
    await letGo(context, tx);
    if (!record) return;
    const { copyTries: _, ...facts } = record;
    await putPoint(tx, facts, copied(record.resource, to, ports.clock.now()));
    const vault = (await tx.get(vaults, idKey(record.vaultId)))?.value;
    if (vault) await holdLater(ports, tx, vault, record.resource.id);
  });
}

async function fail(context: WorkContext, problem: ProblemInput, setAsideMs?: number): Promise<void> {
  const { ports, item } = context;
  await ports.store.transact(async (tx) => {
    const { record, isOthers, isOurs } = await stateOf(context, tx);
    // The queue gives up for each attempt that there was; an attempt fails for itself alone.
    if (setAsideMs === undefined ? !isOurs : isOthers) return;
    await letGo(context, tx);
    if (!record) return;
    const next = retried(record, problem, ports, setAsideMs);
    if (!next) return;
    await putPoint(tx, next.record, next.record.resource);
    await copyLater(ports, tx, next.record, next.at);
  });
  ports.log('recovery point not copied yet', { point: given({ item }, 'pointId'), error: problem.message });
}

function retried(
  record: RecoveryPointRecord,
  problem: ProblemInput,
  { clock }: Ports,
  leastPauseMs = 0,
): { record: RecoveryPointRecord; at: Date } | undefined {
  const to = copyToMake(record.resource);
  if (!to) return undefined;
  const copyTries = (record.copyTries ?? 0) + 1;
  const now = clock.now();
  const at = new Date(Math.max(nextCopyTry(copyTries, now).getTime(), now.getTime() + leastPauseMs));
  return { record: { ...record, copyTries, resource: notCopied(record.resource, to, problem, at) }, at };
}
