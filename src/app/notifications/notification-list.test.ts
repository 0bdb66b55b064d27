import type { MutationState } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { ArmError } from '#arm/error.ts';
import { news } from '#resources/mutation-meta.ts';
import { notificationOf } from './notification-list.ts';

const state = (part: Partial<MutationState>): MutationState => ({
  context: undefined,
  data: undefined,
  error: null,
  failureCount: 0,
  failureReason: null,
  isPaused: false,
  status: 'idle',
  variables: undefined,
  submittedAt: 1,
  ...part,
});

const { notification } = news<{ name: string }, { id: string }>({
  notification: {
    start: ({ name }) => ({ title: 'Creating Backup vault', body: `'${name}'` }),
    done: ({ name }, { id }) => ({
      title: 'Backup vault created',
      body: name,
      link: { to: `/vaults/${id}`, label: 'View' },
    }),
    failed: ({ name }) => ({ title: `Failed to create '${name}'` }),
  },
});
if (!notification) throw new Error('unreachable');

const notified = (part: Partial<MutationState>) =>
  notificationOf({ mutationId: 7, notification, state: state({ variables: { name: 'bv' }, ...part }) });

describe('notificationOf', () => {
  it('says nothing of a mutation that has not begun', () => {
    expect(notified({})).toBeUndefined();
  });

  it('says what runs, with what was sent', () => {
    expect(notified({ status: 'pending' })).toMatchObject({
      kind: 'running',
      title: 'Creating Backup vault',
      body: "'bv'",
    });
  });

  it('says what came of it, with a link to it', () => {
    expect(notified({ status: 'success', data: { id: 'bv' } })).toMatchObject({
      kind: 'done',
      title: 'Backup vault created',
      link: { to: '/vaults/bv', label: 'View' },
    });
  });

  it("says why it failed, in the service's words, when the mutation has none of its own", () => {
    const error = new ArmError({ status: 403, code: 'AuthorizationFailed', message: 'You may not.' });
    expect(notified({ status: 'error', error })).toMatchObject({
      kind: 'failed',
      title: "Failed to create 'bv'",
      body: 'You may not. (AuthorizationFailed)',
    });
  });

  it('is another one to look at when its state changes', () => {
    expect(notified({ status: 'pending' })?.key).not.toBe(notified({ status: 'success', data: { id: 'bv' } })?.key);
  });

  it('has no notification for a state without words', () => {
    const { notification: onlyFailures } = news({
      notification: { failed: { title: 'No', isQuiet: true } },
    });
    if (!onlyFailures) throw new Error('unreachable');
    const inState = (status: 'pending' | 'success' | 'error') =>
      notificationOf({ mutationId: 7, notification: onlyFailures, state: state({ status }) });
    expect([inState('pending'), inState('success')]).toEqual([undefined, undefined]);
    expect(inState('error')).toMatchObject({ kind: 'failed', title: 'No', isQuiet: true });
  });
});
