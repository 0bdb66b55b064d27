/**
 * Readiness as a query, keyed by the choices: vault, policy, server. A changed choice is checked by itself, and
 * Revalidate is a refetch.
 */
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import type { Vault } from '#protocol/data-protection.ts';
import { ErrorCode } from '#protocol/errors.ts';
import type { DatasourceResource } from '#protocol/datasource-type.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { MINUTE_MS } from '#protocol/time-units.ts';
import { validateForBackup } from '#resources/backup-instances.ts';
import { backupRoles } from '#resources/backup-roles.ts';
import { grantedSince } from '#resources/role-propagation.ts';
import { ownTime, serviceTime } from '#resources/service-time.ts';
import { problemOf, type Problem } from '#ui/state/problem-of.ts';
import { backupInstanceInput } from '../backup-instance-input.ts';
import { createQueue } from '#resources/queue.ts';
import { nextCheckMs, type Verdict } from './verdict.ts';

/**
 * Enough to be quick with many servers, because a check is mostly waiting (10 to 30 s, docs/reference/arm.md#63-check);
 * few enough not to be throttled.
 */
export const CHECKS_AT_ONCE = 16;
/** A check takes up to a minute; after this its operation has hung. The time in the queue does not count. */
const CHECK_LIMIT_MS = 5 * MINUTE_MS;
/** A result this young needs no second check on the last step. */
const FRESH_MS = 60_000;

const queue = createQueue(CHECKS_AT_ONCE);

export interface Question {
  vault: Vault;
  policyId: ResourceId;
  server: DatasourceResource;
}

export const readiness = {
  all: () => ['readiness'] as const,
  under: (vaultId: ResourceId) => [...readiness.all(), idKey(vaultId)] as const,
  key: (vaultId: ResourceId, policyId: ResourceId, serverId: ResourceId) =>
    [...readiness.under(vaultId), idKey(policyId), idKey(serverId)] as const,

  of: (question: Question) =>
    // The key holds the ids of what the question holds.
    // eslint-disable-next-line @tanstack/query/exhaustive-deps
    queryOptions({
      queryKey: readiness.key(question.vault.id, question.policyId, question.server.id),
      queryFn: ({ client, signal }) => queue(() => check(client, question, signal), signal),
      staleTime: FRESH_MS,
      refetchInterval: ({ state }) => nextCheckMs(state.data, state.dataUpdatedAt),
      // Roles take effect whether or not this tab is visible, and returning to it must not restart the check.
      refetchIntervalInBackground: true,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    }),
};

async function check(client: QueryClient, question: Question, signal: AbortSignal): Promise<Verdict> {
  const { vault, policyId, server } = question;
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), CHECK_LIMIT_MS);
  try {
    const input = backupInstanceInput(server, policyId, server.name);
    await validateForBackup(vault.id, input, AbortSignal.any([signal, limit.signal]));
    return { kind: 'ready' };
  } catch (error) {
    if (limit.signal.aborted && !signal.aborted) return { kind: 'timedOut' };
    const refusal = problemOf(error);
    const principalId = vault.identity?.principalId;
    if (refusal.code !== ErrorCode.missingPermissions || principalId === undefined) throw error;
    return await rolesVerdict(client, question, principalId, refusal);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The service says that something is missing, not what (docs/reference/arm.md#65-missing-roles): that is computed here.
 */
async function rolesVerdict(
  client: QueryClient,
  { vault, policyId, server }: Question,
  principalId: string,
  refusal: Problem,
): Promise<Verdict> {
  const { needs, missing, mayAssign, given } = await backupRoles(client, principalId, server.id);
  if (missing.length > 0) return { kind: 'missingRoles', missing, mayAssign, refusal };

  const before = client.getQueryState<Verdict>(readiness.key(vault.id, policyId, server.id));
  if (before?.data?.kind === 'propagating') return { ...before.data, refusal };
  // The service's clock may be behind this one: roles that were missing a moment ago are not older than that.
  const notBefore = before?.data?.kind === 'missingRoles' ? before.dataUpdatedAt : 0;
  return {
    kind: 'propagating',
    since: Math.max(notBefore, ownTime(grantedSince(needs, principalId, given, serviceTime()))),
    refusal,
  };
}
