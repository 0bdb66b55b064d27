/** The processes that a process has started, read from the kernel; only Linux tells. */
import { readdirSync } from 'node:fs';
import { contentOf } from './process-memory.ts';

export interface RunningProcess {
  pid: number;
  /** Its arguments, the program first. */
  command: string;
  /** Its environment, as `NAME=value` lines; empty for a process of somebody else. */
  environment: string;
  /** Tells it from a later one of the same number. */
  startedAt: string;
}

/** Everything below `pid`, however deep, that has not ended. */
export function processesBelow(pid: number): RunningProcess[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const found = statOf(Number(name));
    if (found) parents.set(found.parent, [...(parents.get(found.parent) ?? []), Number(name)]);
  }
  const below = (parent: number): number[] => (parents.get(parent) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid).flatMap((child) => processOf(child) ?? []);
}

export const isStillRunning = ({ pid, startedAt }: RunningProcess): boolean => processOf(pid)?.startedAt === startedAt;

function processOf(pid: number): RunningProcess | undefined {
  const found = statOf(pid);
  const textOf = (name: string, separator: string) =>
    contentOf(`/proc/${String(pid)}/${name}`)
      .replaceAll('\0', separator)
      .trim();
  return (
    found && { pid, command: textOf('cmdline', ' '), environment: textOf('environ', '\n'), startedAt: found.startedAt }
  );
}

/** Undefined when there is none, or when it has ended and only its parent has not asked how yet. */
function statOf(pid: number): { parent: number; startedAt: string } | undefined {
  // The name of the program stands in brackets and may have spaces.
  const words =
    contentOf(`/proc/${String(pid)}/stat`)
      .split(') ')
      .at(-1)
      ?.split(' ') ?? [];
  if (words.length < 20 || words[0] === 'Z') return undefined;
  return { parent: Number(words[1]), startedAt: words[19] ?? '' };
}
