/** The progress of a job, computed from its sub tasks. */
import type { Job, JobSubTask } from '#protocol/data-protection.ts';

export interface Progress {
  /** The sub task that runs. */
  task: string | undefined;
  /** Percent of the whole job; undefined when the service does not report it. */
  percent: number | undefined;
}

/** Sub tasks count equally: one of four done, and half of the next, is 37 percent. */
export function progressOf(job: Job): Progress {
  const tasks = job.properties.extendedInfo?.subTasks ?? [];
  const running = tasks.filter((task) => hasStatus(task, 'InProgress'));
  const task = running[0]?.taskName;
  if (!running.some((one) => percentOf(one) !== undefined)) return { task, percent: undefined };
  const sum = tasks.reduce((total, one) => total + (hasStatus(one, 'Completed') ? 100 : (percentOf(one) ?? 0)), 0);
  return { task, percent: Math.floor(sum / tasks.length) };
}

/** A sub task's own percentage, within 0 and 100; undefined when it is not reported. */
export function percentOf(task: JobSubTask): number | undefined {
  if (task.taskProgress === null) return undefined;
  const percent = Number.parseFloat(task.taskProgress);
  return Number.isNaN(percent) ? undefined : Math.min(100, Math.max(0, percent));
}

const hasStatus = (task: JobSubTask, status: string): boolean => task.taskStatus.toLowerCase() === status.toLowerCase();
