import { useMutationState, useQuery, type Mutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { idKey } from '#protocol/resource-id.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import type { Draft } from '../draft-schema.ts';
import { instanceIdIn, type PlannedInstance } from './plan.ts';
import { runningSubmissions, sentRequests, type Submitted } from './sent.ts';
import {
  countSubmissions,
  submissionReader,
  type SentRequest,
  type Submission,
  type SubmissionCount,
} from './submission.ts';

/** How often the vault's list is read while requests are running. */
const WATCH_MS = 2_000;

export interface SubmissionView {
  /** By the server's key. */
  submissions: ReadonlyMap<string, Submission>;
  count: SubmissionCount;
  /** Why the vault's instances are unknown. */
  unknownBecause: Error | null;
  askAgain: () => void;
  /** Whether anything was sent since the page was loaded. */
  wasSentHere: boolean;
}

/** The results of the rows once they were sent, from the mutation cache and from the vault. */
export function useSubmission(draft: Draft): SubmissionView {
  const { vaultId = '', rows, submitted } = draft;
  const sent = useMutationState({ filters: sentRequests, select: sentRequest });
  const running = useMutationState({
    filters: runningSubmissions,
    select: ({ state }) => (state.variables as Submitted).planned,
  });
  const isSending = running.length > 0;
  const {
    data: instances,
    error,
    refetch,
  } = useQuery({
    ...backupInstances.list(vaultId),
    enabled: submitted && vaultId !== '',
    ...(isSending && { refetchInterval: WATCH_MS }),
  });

  const submissions = useMemo(() => {
    const waiting = running.flat().map((planned) => planned.instanceId);
    const read = submissionReader(sent, instances, waiting);
    return new Map(rows.map((row) => [idKey(row.serverId), read(instanceIdIn(vaultId, row.resourceName))]));
  }, [sent, running, instances, rows, vaultId]);

  return {
    submissions,
    count: useMemo(() => countSubmissions(submissions.values()), [submissions]),
    unknownBecause: instances === undefined ? error : null,
    askAgain: () => void refetch(),
    wasSentHere: sent.length > 0,
  };
}

function sentRequest(mutation: Mutation): SentRequest {
  const { variables, status, error } = mutation.state;
  return { instanceId: (variables as PlannedInstance).instanceId, isPending: status === 'pending', error };
}
