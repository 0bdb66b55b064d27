/** Identifies the process that left something behind, and whether it still runs. */
import { readFile } from 'node:fs/promises';
import { errorCode } from './file-errors.ts';

export interface ProcessFacts {
  pid: number;
  /** When the process started, as the system reports it; empty where it does not. */
  started: string;
}

export const ownProcess = async (): Promise<ProcessFacts> => ({
  pid: process.pid,
  started: await startOf(process.pid),
});

/** Whether the process exists and has the same start time, so that its id was not reused. */
export async function isAlive({ pid, started }: ProcessFacts): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') return false;
  }
  return started === (await startOf(pid));
}

/**
 * Linux reports when a process started, in ticks since the machine did: field 22, counted after the name in brackets.
 */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
