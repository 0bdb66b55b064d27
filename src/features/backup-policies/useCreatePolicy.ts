import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { BackupPolicy, BackupPolicyProperties } from '#protocol/policy.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupPolicies, createPolicy } from '#resources/backup-policies.ts';
import { news } from '#resources/mutation-meta.ts';

interface NewPolicy {
  id: ResourceId;
  name: string;
  policy: BackupPolicyProperties;
}

/** Creates a policy of the vault, and reports it in the notifications. */
export function useCreatePolicy(vaultId: ResourceId) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, policy }: NewPolicy) => createPolicy(id, policy),
    onSuccess: (created) => {
      // The person returns to a list of policies, which must have the new one before it is refetched.
      client.setQueryData(backupPolicies.list(vaultId).queryKey, (known) => known && [...known, created]);
    },
    meta: news<NewPolicy, BackupPolicy>({
      notification: {
        start: ({ name }) => ({ title: 'Creating backup policy', body: `'${name}'` }),
        done: ({ name }, { id }) => ({
          title: 'Backup policy created',
          body: `'${name}' is ready to be used.`,
          link: { to: paths.policy(id), label: 'View policy' },
        }),
        failed: ({ name }, error) => ({ title: 'Failed to create backup policy', body: `'${name}': ${error.message}` }),
      },
      invalidates: [backupPolicies.under(vaultId)],
    }),
  });
}
