/**
 * Work in separate processes yields to other users of the machine: an application and its server may run there, too.
 */
import type { ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';

/**
 * A third of the share that others have where processors are short, and all of one that is idle. Less would have a dump hold
 * its snapshot for hours on a busy machine.
 */
export const LOWER_PRIORITY = 5;

/** To be called as soon as the process has been started: threads have the priority of the one that starts them. */
export function lowerPriority({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, LOWER_PRIORITY);
  } catch {
    // It has ended already, or the system does not allow it: then it takes its share as everybody does.
  }
}
