import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Vault } from '#protocol/data-protection.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import type { DatasourceResource } from '#protocol/datasource-type.ts';
import { idKey, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { datasources } from '#resources/datasources.ts';
import type { Gap, Gathered } from '#resources/gathered.ts';
import { vaults } from '#resources/vaults.ts';
import { problemOf } from '#ui/state/problem-of.ts';
import { kindOf } from './draft.ts';
import type { Draft, DraftRow } from './draft-schema.ts';
import type { Facts } from './problems.ts';
import { useReadiness, type RowReadiness } from './readiness/useReadiness.ts';

export interface Known {
  facts: Facts;
  vault: Vault | undefined;
  policy: BackupPolicy | undefined;
  /** By key; undefined while they load. */
  servers: ReadonlyMap<string, DatasourceResource> | undefined;
  /** Subscriptions whose servers could not be read. */
  serverGaps: readonly Gap[];
  readiness: ReadonlyMap<string, RowReadiness>;
  revalidate: (serverIds: readonly ResourceId[]) => void;
}

/** The cached data for the ids of the draft. */
export function useFacts(draft: Draft): Known {
  const vaultId = draft.vaultId ?? '';
  const hasVault = draft.vaultId !== undefined;
  const vaultQuery = useQuery({ ...vaults.byId(vaultId), enabled: hasVault });
  const policyQuery = useQuery({ ...backupPolicies.list(vaultId), enabled: hasVault });
  const instanceQuery = useQuery({ ...backupInstances.list(vaultId), enabled: hasVault });
  const serverQuery = useQuery({
    ...datasources.gathered(kindOf(draft)),
    enabled: draft.rows.length > 0,
    select: byKey,
  });

  const vault = hasVault ? vaultQuery.data : undefined;
  const { policyId } = draft;
  const policy = policyQuery.data?.find((each) => policyId !== undefined && sameId(each.id, policyId));
  const { servers, gaps = NO_GAPS } = serverQuery.data ?? {};
  const { rows, revalidate } = useReadiness(draft, { vault, servers, gaps });

  const vaultIsGone = hasVault && GONE.has(problemOf(vaultQuery.error).code ?? '');
  const policyIsGone = policyQuery.data !== undefined && policy === undefined;
  const takenNames = useMemo(() => namesOf(instanceQuery.data ?? [], draft.rows), [instanceQuery.data, draft.rows]);
  const readiness = useMemo(() => new Map([...rows].map(([key, row]) => [key, row.readiness])), [rows]);
  return {
    vault,
    policy,
    servers,
    serverGaps: gaps,
    readiness: rows,
    revalidate,
    facts: { vaultIsGone, policyIsGone, takenNames, readiness },
  };
}

const GONE: ReadonlySet<string> = new Set(['ResourceNotFound', 'ResourceGroupNotFound', 'SubscriptionNotFound']);

const NO_GAPS: readonly Gap[] = [];

const byKey = ({ items, gaps }: Gathered<DatasourceResource>) => ({
  servers: new Map(items.map((server) => [idKey(server.id), server])),
  gaps,
});

/** Without the draft's own instances, which are in the vault once they were sent. */
function namesOf(
  instances: readonly { name: string; properties: { friendlyName: string } }[],
  rows: readonly DraftRow[],
): Set<string> {
  const own = new Set(rows.map((row) => row.resourceName.toLowerCase()));
  return new Set(
    instances
      .filter((instance) => !own.has(instance.name.toLowerCase()))
      .map((instance) => instance.properties.friendlyName.toLowerCase()),
  );
}
