/** What the workers do, by the kind of the work item. */
import type { FrontDoor, ProviderOptions } from './call.ts';
import type { Perform, Ports } from './ports.ts';
import { backup } from './work/backup.ts';
import { deploy } from './work/deployments.ts';
import type { Worker } from './work/errand.ts';
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
import { prove } from './work/proof.ts';
import { runProofs } from './work/proof-schedules.ts';
import { restore, validateRestore } from './work/restore.ts';
import { expirePoints } from './work/retention.ts';
import { runSchedule } from './work/schedules.ts';
import { deleteVault, settleVault } from './work/vaults.ts';

const WORKERS: Readonly<Record<string, Worker>> = {
  settleVault,
  deleteVault,
  validateForBackup,
  configureProtection,
  startProtection,
  changePolicy,
  changeProtection,
  deleteInstance,
  undeleteInstance,
  purgeInstance,
  backup,
  runSchedule,
  validateRestore,
  restore,
  expirePoints,
  prove,
  runProofs,
  deploy,
  forgetOperations,
  forgetEvents,
};

/** Every kind is safe to repeat: it looks at what is stored before it does anything. */
export const createPerform =
  (ports: Ports, options: ProviderOptions, frontDoor: FrontDoor): Perform =>
  async (item, taken) => {
    const worker = WORKERS[item.kind];
    if (!worker) {
      ports.log('work of an unknown kind', { kind: item.kind, id: item.id });
      return;
    }
    await worker({ ports, options, frontDoor, item, ...taken });
  };
