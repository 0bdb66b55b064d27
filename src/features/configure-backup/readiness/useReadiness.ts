import { useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Vault } from '#protocol/data-protection.ts';
import type { DatasourceResource } from '#protocol/datasource-type.ts';
import { idKey, isAtOrBelow, subscriptionScope, type ResourceId } from '#protocol/resource-id.ts';
import type { Gap } from '#resources/gathered.ts';
import { problemOf } from '#ui/state/problem-of.ts';
import { regionProblem } from '../datasources/server-fitness.ts';
import type { Draft } from '../draft-schema.ts';
import { createCheckWatch, type WatchedCheck } from './check-watch.ts';
import type { Question } from './readiness.ts';
import { canRevalidate, readinessOf, type Readiness } from './verdict.ts';

/** The loaded resources behind the chosen ids. */
interface Known {
  vault: Vault | undefined;
  /** By key; undefined while the list of servers loads. */
  servers: ReadonlyMap<string, DatasourceResource> | undefined;
  /** Subscriptions whose servers could not be read. */
  gaps: readonly Gap[];
}

export interface RowReadiness {
  readiness: Readiness;
  /** Milliseconds; undefined when the service has not responded. */
  checkedAt: number | undefined;
}

interface ReadinessView {
  /** By the server's key. An unchanged row is the same object as before. */
  rows: ReadonlyMap<string, RowReadiness>;
  /** Checks again those that may be checked again. */
  revalidate: (serverIds: readonly ResourceId[]) => void;
}

/** The readiness of every row. Rows are checked in parallel, and each has its own result. */
export function useReadiness(draft: Draft, { vault, servers, gaps }: Known): ReadinessView {
  const { rows: chosen, policyId, submitted } = draft;
  const client = useQueryClient();
  const [watch] = useState(() => createCheckWatch(client));
  const checks = useSyncExternalStore(watch.subscribe, watch.checks);

  const questions = useMemo(() => {
    const all = new Map<string, Question>();
    if (!vault || policyId === undefined) return all;
    for (const { serverId } of chosen) {
      const server = servers?.get(idKey(serverId));
      if (server && regionProblem(server, vault.location) === undefined) {
        all.set(idKey(serverId), { vault, policyId, server });
      }
    }
    return all;
  }, [chosen, policyId, vault, servers]);
  // Before the browser paints, so that existing results show at once.
  useLayoutEffect(() => watch.watch(questions, !submitted), [watch, questions, submitted]);
  useLayoutEffect(() => watch.stop, [watch]);

  const rows = useMemo(
    () =>
      new Map(
        chosen.map(({ serverId }): [string, RowReadiness] => {
          const key = idKey(serverId);
          const check = questions.has(key) ? checks.get(key) : undefined;
          return [key, check ? rowOf(check) : withoutAsking(key, { vault, servers, gaps })];
        }),
      ),
    [chosen, questions, checks, vault, servers, gaps],
  );

  return {
    rows,
    revalidate: (serverIds) => {
      const keys = serverIds.map(idKey);
      watch.again(keys.filter((key) => canRevalidate(rows.get(key)?.readiness ?? { state: 'waiting' })));
    },
  };
}

const rowsOf = new WeakMap<WatchedCheck, RowReadiness>();

function rowOf(check: WatchedCheck): RowReadiness {
  const row = rowsOf.get(check) ?? { readiness: readinessOf(check), checkedAt: check.checkedAt };
  rowsOf.set(check, row);
  return row;
}

const WAITING: RowReadiness = { readiness: { state: 'waiting' }, checkedAt: undefined };

/** The verdict on a server that the service does not check. */
function withoutAsking(key: string, { vault, servers, gaps }: Known): RowReadiness {
  const server = servers?.get(key);
  const gap = server ? undefined : gaps.find(({ place }) => isAtOrBelow(key, subscriptionScope(place.id)));
  if (gap) {
    return failed(
      `The servers of subscription ${gap.place.name} could not be loaded. ${gap.error.message}`,
      'Select Retry above the list to load them again.',
    );
  }
  if (servers && !server) {
    return failed("The server doesn't exist, or you can't see it.", 'Remove it from the list.');
  }
  const elsewhere = server && vault && regionProblem(server, vault.location);
  if (elsewhere !== undefined) return failed(elsewhere, "Remove it, or select a vault in the server's region.");
  return WAITING;
}

const failed = (message: string, action: string): RowReadiness => ({
  readiness: { state: 'failed', refusal: problemOf({ message, recommendedAction: [action] }) },
  checkedAt: undefined,
});
