import { useQuery } from '@tanstack/react-query';
import type { Vault } from '#protocol/data-protection.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { idKey, sameId } from '#protocol/resource-id.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { vaults } from '#resources/vaults.ts';
import { problemOf } from '#ui/problem-of.ts';
import type { Draft } from './draft.ts';
import type { Facts } from './problems.ts';
import { useReadiness, type RowReadiness } from './readiness/useReadiness.ts';

export interface Known {
  facts: Facts;
  vault: Vault | undefined;
  policy: BackupPolicy | undefined;
  /** By key; undefined while they are on their way. */
  servers: ReadonlyMap<string, PostgresServer> | undefined;
  readiness: ReadonlyMap<string, RowReadiness>;
}

/** What the cache knows by now about the ids of the draft. */
export function useFacts(draft: Draft, assigning: ReadonlySet<string>): Known {
  const vaultId = draft.vaultId ?? '';
  const hasVault = draft.vaultId !== undefined;
  const vaultQuery = useQuery({ ...vaults.byId(vaultId), enabled: hasVault });
  const policyQuery = useQuery({ ...backupPolicies.list(vaultId), enabled: hasVault });
  const instanceQuery = useQuery({ ...backupInstances.list(vaultId), enabled: hasVault });
  const serverQuery = useQuery({ ...postgresServers.everywhere(), enabled: draft.rows.length > 0, select: byKey });

  const vault = hasVault ? vaultQuery.data : undefined;
  const { policyId } = draft;
  const policy = policyQuery.data?.find((each) => policyId !== undefined && sameId(each.id, policyId));
  const servers = serverQuery.data;
  const readiness = useReadiness(draft, { vault, servers, assigning });

  return {
    vault,
    policy,
    servers,
    readiness,
    facts: {
      vaultIsGone: hasVault && GONE.has(problemOf(vaultQuery.error).code ?? ''),
      policyIsGone: policyQuery.data !== undefined && policy === undefined,
      takenNames: namesOf(instanceQuery.data ?? [], draft),
      readiness: new Map([...readiness].map(([key, row]) => [key, row.readiness])),
    },
  };
}

const GONE: ReadonlySet<string> = new Set(['ResourceNotFound', 'ResourceGroupNotFound', 'SubscriptionNotFound']);

const byKey = (servers: PostgresServer[]): ReadonlyMap<string, PostgresServer> =>
  new Map(servers.map((server) => [idKey(server.id), server]));

/** Without the draft's own instances, which are in the vault once they were sent. */
function namesOf(instances: { name: string; properties: { friendlyName: string } }[], draft: Draft): Set<string> {
  const own = new Set(draft.rows.map((row) => row.resourceName.toLowerCase()));
  return new Set(
    instances
      .filter((instance) => !own.has(instance.name.toLowerCase()))
      .map((instance) => instance.properties.friendlyName.toLowerCase()),
  );
}
