/** What the workers do, by the kind of the work item. */
import type { ProviderOptions } from './call.ts';
import type { Perform, Ports } from './ports.ts';
import { backup } from './work/backup.ts';
import type { Worker } from './work/errand.ts';
import {
  changePolicy,
  configureProtection,
  deleteInstance,
  purgeInstance,
  startProtection,
  validateForBackup,
} from './work/protection.ts';
import { deleteVault, settleVault } from './work/vaults.ts';

const WORKERS: Readonly<Record<string, Worker>> = {
  settleVault,
  deleteVault,
  validateForBackup,
  configureProtection,
  startProtection,
  changePolicy,
  deleteInstance,
  purgeInstance,
  backup,
};

/** Every kind is safe to repeat: it looks at what is stored before it does anything. */
export const createPerform =
  (ports: Ports, options: ProviderOptions): Perform =>
  async (item, taken) => {
    const worker = WORKERS[item.kind];
    if (!worker) {
      ports.log('work of an unknown kind', { kind: item.kind, id: item.id });
      return;
    }
    await worker({ ports, options, item, ...taken });
  };
