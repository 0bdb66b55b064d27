import { expect, it } from 'vitest';
import type { Job } from '#protocol/data-protection.ts';
import { whyNoCancel } from './cancel-reason.ts';

const job = (status: string, supportedActions: string[]) => ({ properties: { status, supportedActions } }) as Job;

it.each([
  ['InProgress', ['Cancel'], undefined],
  ['InProgress', ['cancel'], undefined],
  // As Azure's jobs are.
  ['InProgress', [''], "The service doesn't offer to cancel this job now."],
  ['Cancelling', [''], 'The job is being canceled.'],
  ['Completed', ['Cancel'], 'The job has ended.'],
])('of a job that is %s and supports %j it says %s', (status, actions, reason) => {
  expect(whyNoCancel(job(status, actions))).toBe(reason);
});
