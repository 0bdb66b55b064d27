import { expect, it } from 'vitest';
import { jobStatusView } from './job-status.ts';

it.each([
  ['InProgress', 'running', 'In progress'],
  ['inprogress', 'running', 'In progress'],
  ['Completed', 'success', 'Completed'],
  ['CompletedWithWarnings', 'warning', 'Completed with warnings'],
  ['Failed', 'error', 'Failed'],
  ['Cancelled', 'neutral', 'Canceled'],
  ['Cancelling', 'running', 'Canceling'],
  ['Paused', 'neutral', 'Paused'],
  ['SomethingNew', 'neutral', 'SomethingNew'],
])('shows %s as %s: %s', (status, kind, text) => {
  expect(jobStatusView(status)).toEqual({ kind, text });
});
