/** What the kernel says of a process; only Linux has it. */
import { readFileSync } from 'node:fs';

/** Megabytes that it has in memory; 0 when it has ended. */
export const residentMegabytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(contentOf(`/proc/${String(pid)}/status`))?.[1] ?? 0) / 1024;

/** Of a file below `/proc`. Empty when the process has ended meanwhile. */
export function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
