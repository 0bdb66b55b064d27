import { queryOptions } from '@tanstack/react-query';
import { arm } from '#arm/arm.ts';
import { ArmError } from '#arm/error.ts';
import { API_VERSIONS } from '#protocol/api-versions.ts';
import type { BackupPolicy, BackupPolicyProperties } from '#protocol/policy.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { gather } from './gathered.ts';
import { vaults } from './vaults.ts';

const apiVersion = API_VERSIONS.dataProtection;
const VAULTS_FRESH_MS = 3_000;

export const backupPolicies = {
  all: () => ['backup-policies'] as const,
  under: (vaultId: ResourceId) => [...backupPolicies.all(), idKey(vaultId)] as const,

  list: (vaultId: ResourceId) =>
    queryOptions({
      queryKey: [...backupPolicies.under(vaultId), 'list'],
      queryFn: ({ signal }) => arm.readAll<BackupPolicy>(`${vaultId}/backupPolicies`, { apiVersion, signal }),
    }),

  /** The policies of every vault, and the vaults or subscriptions that could not be read. */
  gathered: () =>
    queryOptions({
      queryKey: [...backupPolicies.all(), 'everywhere'],
      queryFn: async (context) => {
        const all = await context.client.query({ ...vaults.gathered(), staleTime: VAULTS_FRESH_MS });
        const gathered = await gather(context, all.items, async function* ({ id }) {
          yield await context.client.query(backupPolicies.list(id));
        });
        return { ...gathered, gaps: [...all.gaps, ...gathered.gaps] };
      },
      structuralSharing: false,
    }),

  byId: (id: ResourceId) =>
    queryOptions({
      queryKey: [...backupPolicies.under(vaultIdOf(id)), 'one', idKey(id)],
      queryFn: ({ signal }) => arm.read<BackupPolicy>(id, { apiVersion, signal }),
    }),
};

export const NAME_TAKEN = 'A policy with this name already exists in the vault.';

/**
 * Creates a policy and returns it as stored. PUT silently replaces a policy of the same name
 * (docs/reference/arm.md#5-policies), so the policy is read first: throws an `ArmError` with status 409 when it exists.
 */
export async function createPolicy(id: ResourceId, properties: BackupPolicyProperties): Promise<BackupPolicy> {
  if (await exists(id)) throw new ArmError({ status: 409, code: 'BackupPolicyExists', message: NAME_TAKEN });
  return arm.put(id, { properties }, { apiVersion });
}

/** Whether creating failed because a policy of that name is in the vault already. */
export const isNameTaken = (error: unknown): boolean => error instanceof ArmError && error.status === 409;

/** Deletes the policy. The service refuses while a backup instance uses it. */
export const deletePolicy = (id: ResourceId): Promise<void> => arm.remove(id, { apiVersion });

async function exists(id: ResourceId): Promise<boolean> {
  try {
    await arm.read<BackupPolicy>(id, { apiVersion });
    return true;
  } catch (error) {
    if (error instanceof ArmError && error.status === 404) return false;
    throw error;
  }
}

/** The vault that the policy is in. */
const vaultIdOf = (policyId: ResourceId): ResourceId =>
  policyId.slice(0, policyId.toLowerCase().lastIndexOf('/backuppolicies/'));
