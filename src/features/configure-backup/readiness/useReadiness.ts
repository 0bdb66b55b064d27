import { useQueries } from '@tanstack/react-query';
import type { Vault } from '#protocol/data-protection.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { idKey } from '#protocol/resource-id.ts';
import { problemOf } from '#ui/problem-of.ts';
import { regionProblem } from '../datasources/server-fitness.ts';
import type { Draft } from '../draft.ts';
import { readiness } from './readiness.ts';
import { readinessOf, type Readiness } from './verdict.ts';

/** What the chosen ids stand for, as far as it is known by now. */
interface Known {
  vault: Vault | undefined;
  /** By key; undefined while the list of servers is on its way. */
  servers: ReadonlyMap<string, PostgresServer> | undefined;
  /** The keys of servers whose roles are being assigned right now. */
  assigning: ReadonlySet<string>;
}

export interface RowReadiness {
  readiness: Readiness;
  /** Milliseconds; undefined when the service has not answered. */
  checkedAt: number | undefined;
}

/** The readiness of every row, by the server's key. Rows are checked side by side, and each answers for itself. */
export function useReadiness(draft: Draft, { vault, servers, assigning }: Known): ReadonlyMap<string, RowReadiness> {
  const askable = draft.rows.flatMap((row) => {
    const server = servers?.get(idKey(row.serverId));
    if (!vault || draft.policyId === undefined || !server || regionProblem(server, vault.location) !== undefined)
      return [];
    return { ...readiness.of({ vault, policyId: draft.policyId, server }), enabled: !draft.submitted };
  });
  const checks = useQueries({ queries: askable });
  const checkOf = new Map(askable.map((query, at) => [query.queryKey.at(-1), checks[at]]));

  return new Map(
    draft.rows.map((row): [string, RowReadiness] => {
      const key = idKey(row.serverId);
      const check = checkOf.get(key);
      if (check) {
        const isAnswered = check.dataUpdatedAt > 0 || check.errorUpdatedAt > 0;
        return [
          key,
          {
            readiness: readinessOf(check, assigning.has(key)),
            checkedAt: isAnswered ? Math.max(check.dataUpdatedAt, check.errorUpdatedAt) : undefined,
          },
        ];
      }
      return [key, { readiness: withoutAsking(key, vault, servers), checkedAt: undefined }];
    }),
  );
}

/** What can be said about a server that the service is not asked for. */
function withoutAsking(key: string, vault: Vault | undefined, servers: Known['servers']): Readiness {
  const server = servers?.get(key);
  if (servers && !server) {
    return failed("The server doesn't exist, or you can't see it.", 'Remove it from the list.');
  }
  const elsewhere = server && vault && regionProblem(server, vault.location);
  if (elsewhere !== undefined) return failed(elsewhere, "Remove it, or select a vault in the server's region.");
  return { state: 'waiting' };
}

const failed = (message: string, action: string): Readiness => ({
  state: 'failed',
  refusal: problemOf({ message, recommendedAction: [action] }),
});
