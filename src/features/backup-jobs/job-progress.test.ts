import { expect, it } from 'vitest';
import type { Job, JobProperties, JobSubTask } from '#protocol/data-protection.ts';
import { progressOf } from './job-progress.ts';

const task = (taskId: number, taskStatus: string, taskProgress: string | null): JobSubTask => ({
  taskId,
  taskName: `Task ${String(taskId)}`,
  taskStatus,
  taskProgress,
  additionalDetails: null,
});

const job = (subTasks: JobSubTask[]): Job => ({
  id: 'job',
  name: 'job',
  type: 'Microsoft.DataProtection/backupVaults/backupJobs',
  properties: { extendedInfo: { subTasks } as unknown as JobProperties['extendedInfo'] } as JobProperties,
});

it.each<[string, JobSubTask[], number | undefined, string | undefined]>([
  ['no sub tasks', [], undefined, undefined],
  ['one that does not report it', [task(1, 'InProgress', null)], undefined, 'Task 1'],
  ['one half done', [task(1, 'InProgress', '50')], 50, 'Task 1'],
  ['the second of two half done', [task(1, 'Completed', '100'), task(2, 'InProgress', '50%')], 75, 'Task 2'],
  ['two at a time', [task(1, 'InProgress', '50'), task(2, 'InProgress', '25')], 37, 'Task 1'],
  ['more than all', [task(1, 'inprogress', '140')], 100, 'Task 1'],
  ['text that is no number', [task(1, 'InProgress', 'soon')], undefined, 'Task 1'],
])('%s', (_, tasks, percent, name) => {
  expect(progressOf(job(tasks))).toEqual({ percent, task: name });
});
