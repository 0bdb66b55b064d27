import { useMutation, useMutationState, useQueryClient, type Query, type QueryClient } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { idKey } from '#protocol/resource-id.ts';
import { assignRole, roleAssignments } from '#resources/authorization.ts';
import { news } from '#resources/mutation-meta.ts';
import { planWords, reachesServer, type GrantOutcome, type ServerProgress } from './grant-plan.ts';
import { createGrantRun, type GrantRequest, type GrantRun } from './grant-run.ts';
import { readiness } from './readiness.ts';
import type { Verdict } from './verdict.ts';

export interface Grant {
  /** `onDone` is called only when every assignment succeeded. */
  assign: (request: GrantRequest, onDone: () => void) => void;
  isAssigning: boolean;
  /** The last request, also when it has ended. */
  request: GrantRequest | undefined;
  /** By the grant's key. */
  outcomes: ReadonlyMap<string, GrantOutcome>;
  /** Clears the last results; running assignments continue. */
  reset: () => void;
}

const mutationKey = ['assign-roles'];
const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();
const noRun = { subscribe: () => () => undefined, outcomes: () => NOTHING };

/**
 * Assigns roles. A row shows the progress of its own assignments, and is checked by itself as soon as they have ended;
 * rows that a wider scope also made ready follow at the end. Assignments continue when the wizard is left, and are
 * shown again when it is opened.
 */
export function useGrant(): Grant {
  const client = useQueryClient();
  const [own, setOwn] = useState<GrantRun>();
  const { mutate } = useMutation({
    mutationKey,
    mutationFn: (run: GrantRun) => run.start(),
    // The checks are not awaited: the assignments have ended without them.
    onSettled: (_result, _error, { request }) => {
      const predicate = (query: Query) => isReachedBy(request, query);
      void client.invalidateQueries({ queryKey: checksOf(request), predicate });
    },
    meta: news<GrantRun>({
      notification: {
        start: ({ request }) => ({ title: 'Assigning roles', body: sentence(request) }),
        done: ({ request }) => ({ title: 'Roles assigned', body: sentence(request) }),
        failed: (_, error) => ({ title: 'Failed to assign roles', body: error.message }),
      },
      invalidates: [roleAssignments.all()],
    }),
  });
  const pending = useMutationState({
    filters: { mutationKey, status: 'pending' },
    select: ({ state }) => state.variables as GrantRun,
  });
  const run = own ?? pending.at(-1);
  const outcomes = useSyncExternalStore((run ?? noRun).subscribe, (run ?? noRun).outcomes);
  return {
    assign: (request, onDone) => {
      const next = createGrantRun(request, {
        assign: (grant) => assignRole(grant),
        onProgress: (servers) => showProgress(client, request, servers),
      });
      setOwn(next);
      mutate(next, { onSuccess: onDone });
    },
    isAssigning: pending.length > 0,
    request: run?.request,
    outcomes,
    reset: () => setOwn(undefined),
  };
}

/** The key of the checks against the request's vault and policy. */
const checksOf = ({ vault, policyId }: GrantRequest) => [...readiness.under(vault.id), idKey(policyId)];

/**
 * Writes the progress of roles into the rows' checks, so that a row goes from one state to the next without a gap; rows
 * whose assignments have ended are checked again.
 */
function showProgress(client: QueryClient, request: GrantRequest, servers: ReadonlyMap<string, ServerProgress>): void {
  for (const [key, progress] of servers) {
    client.setQueryData<Verdict>([...checksOf(request), key], (now) => verdictAfter(now, progress, Date.now()));
  }
  const hasAllEnded = ({ queryKey }: Query): boolean => {
    const progress = servers.get(queryKey.at(-1) as string);
    return progress !== undefined && progress.done === progress.total;
  };
  void client.invalidateQueries({ queryKey: checksOf(request), predicate: hasAllEnded });
}

/** The state of a row while its roles are being assigned, and until it is checked again. */
export function verdictAfter(now: Verdict | undefined, progress: ServerProgress, timeMs: number): Verdict | undefined {
  const before = now?.kind === 'assigning' ? now.before : now;
  const { done, total, failed } = progress;
  if (done < total) return { kind: 'assigning', done, total, before };
  if (failed > 0 || before?.kind !== 'missingRoles') return before;
  return { kind: 'propagating', since: timeMs, refusal: before.refusal };
}

/** Whether the assignments may have made another server ready than those they were made for. */
function isReachedBy({ grants }: GrantRequest, { queryKey, state }: Query): boolean {
  const verdict = state.data as Verdict | undefined;
  return (
    verdict?.kind === 'missingRoles' && state.fetchStatus === 'idle' && reachesServer(grants, queryKey.at(-1) as string)
  );
}

const sentence = ({ vault, grants }: GrantRequest): string => `${planWords(grants)} for '${vault.name}'.`;
