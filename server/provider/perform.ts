/** What the workers do, by the kind of the work item, and what holds for all of it: bounded tries, a deadline, an end. */
import { lastName } from '#protocol/resource-id.ts';
import type { FrontDoor, ProviderOptions } from './call.ts';
import type { Perform, Ports } from './ports.ts';
import { stalled, tookTooLong } from './domain/stall-limits.ts';
import type { ProblemInput } from './fault.ts';
import { patientStorage, patientStore } from './patient-store.ts';
import { tagged } from './tagged-log.ts';
import { backup } from './work/backup.ts';
import { deploy } from './work/deployments.ts';
import { forgetEndings, noteEnding, pastOf, SET_ASIDE_MS, whyGivenUp } from './work/endings.ts';
import type { WorkContext, Worker, WorkKind } from './work/work-context.ts';
import { forgetEvents, forgetOperations } from './work/forgetting.ts';
import {
  changePolicy,
  changeProtection,
  configureProtection,
  deleteInstance,
  purgeInstance,
  startProtection,
  undeleteInstance,
  validateForBackup,
} from './work/protection.ts';
import { notify } from './work/notify.ts';
import { describe } from './work/describing.ts';
import { holdPoints } from './work/holding.ts';
import { copyPoint, copyPoints } from './work/copying.ts';
import { prove } from './work/proof.ts';
import { runProofs } from './work/proof-schedules.ts';
import { restore, validateRestore } from './work/restore.ts';
import { expirePoints } from './work/retention.ts';
import { runSchedule } from './work/schedules.ts';
import { deleteVault, forgetVault, settleVault } from './work/vaults.ts';
import { underWatch } from './work/watch.ts';
import { isWorkName, limitOf, type PayloadField, type WorkItem, type WorkName } from './work-items.ts';

/** Work that nobody waits for and nobody would begin again. */
const needed = (run: Worker): WorkKind => ({ run, isNeeded: true });

const KINDS: Readonly<Record<WorkName, WorkKind>> = {
  settleVault,
  deleteVault,
  forgetVault: needed(forgetVault),
  validateForBackup,
  configureProtection,
  startProtection: needed(startProtection),
  changePolicy,
  changeProtection,
  deleteInstance,
  undeleteInstance,
  purgeInstance: needed(purgeInstance),
  backup,
  runSchedule,
  validateRestore,
  restore,
  expirePoints: needed(expirePoints),
  holdPoints: needed(holdPoints),
  describe: needed(describe),
  copyPoints: needed(copyPoints),
  copyPoint,
  prove,
  runProofs: needed(runProofs),
  deploy,
  forgetOperations: needed(forgetOperations),
  forgetEvents: needed(forgetEvents),
  notify: needed(notify),
};

/** Every kind is safe to repeat: it looks at what is stored before it does anything. */
export const createPerform =
  (world: Ports, options: ProviderOptions, frontDoor: FrontDoor): Perform =>
  async (item, { signal, attempt, standsStill }) => {
    const log = tagged(world.log, tagsOf(item));
    const ports: Ports = { ...world, log };
    if (!isWorkName(item.kind)) {
      log('work of an unknown kind', {}, 'warning');
      return;
    }
    const kind = KINDS[item.kind];
    const context = (own: Pick<WorkContext, 'signal' | 'moved'>): WorkContext => ({
      ports: {
        ...ports,
        store: patientStore(ports.store, ports.clock, own.signal),
        vaultStorage: patientStorage(ports.vaultStorage, ports.clock, own.signal),
      },
      options,
      frontDoor,
      item,
      attempt,
      ...own,
    });
    const alone = context({ signal, moved: () => undefined });
    const problem = whyGivenUp(await pastOf(ports, item, attempt));
    if (problem) {
      await giveUp(kind, alone, problem);
      await forgetEndings(ports, item);
      return;
    }
    const limit = limitOf(item);
    const stalledAfterMs = options.stalledAfterMs[limit];
    try {
      await underWatch(
        ports.clock,
        signal,
        {
          stalledAfterMs,
          stalled: stalled(limit, stalledAfterMs),
          most:
            item.kind === 'backup'
              ? { ms: options.mostBackupMs, problem: tookTooLong(options.mostBackupMs) }
              : undefined,
          isCancelled: kind.isCancelled && (() => kind.isCancelled?.(alone) ?? Promise.resolve(false)),
          onStill: standsStill,
          onOverdue: async (why) => kind.giveUp?.(alone, why),
        },
        (watched) => kind.run(context(watched)),
      );
    } catch (error) {
      await noteEnding(ports, item, signal.aborted ? 'stopped' : 'thrown');
      throw error;
    }
    if (attempt > 1) await forgetEndings(ports, item);
  };

/** By which the lines of one piece of work are found, and with them those of its job or its operation. */
function tagsOf({ kind, id, payload }: WorkItem): Record<string, string | undefined> {
  const { jobId, operation, instanceId } = payload as Partial<Record<PayloadField, string>>;
  return { kind, id, jobId: jobId === undefined ? undefined : lastName(jobId), operation, instanceId };
}

async function giveUp(kind: WorkKind, context: WorkContext, problem: ProblemInput): Promise<void> {
  const { ports, item } = context;
  ports.log('work given up', { code: problem.code, payload: item.payload }, 'error');
  await kind.giveUp?.(context, problem);
  if (kind.isNeeded !== true) return;
  await ports.store.transact((tx) => tx.enqueue(laterOn(ports, item)));
}

/** The same once more, much later: a schedule or an expiry that nobody begins again must not end for ever. */
const laterOn = ({ newId, clock }: Ports, item: WorkItem): WorkItem => ({
  ...item,
  id: newId(),
  notBefore: new Date(clock.now().getTime() + SET_ASIDE_MS).toISOString(),
});
