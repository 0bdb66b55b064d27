import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { useMemo, type ReactNode } from 'react';
import { useOutletContext, useParams } from 'react-router';
import { lastName, sameId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import { List } from '#ui/list/List.tsx';
import { rowsFrom, useList } from '#ui/list/useList.ts';
import { Page } from '#ui/page/Page.tsx';
import { policyList, type PolicyRow } from './policy-list.tsx';
import { vaultCrumbs } from './vault-address.ts';
import { vaultAttempts } from './vault-attempts.ts';

/** **Backup policies** of one vault: when each backs up, how long it keeps points, and how many instances use it. */
function VaultPoliciesPage() {
  const { vaultId = '' } = useParams();
  const query = useQuery(backupPolicies.list(vaultId));
  const instances = useQuery(backupInstances.list(vaultId));
  const client = useQueryClient();
  const { refused } = useRefusals(vaultAttempts(vaultId));
  const data = useMemo(
    () =>
      query.data?.map((policy): PolicyRow => ({
        policy,
        uses: instances.data?.filter(({ properties }) => sameId(properties.policyInfo.policyId, policy.id)).length,
      })),
    [query.data, instances.data],
  );
  const view = useList(policyList(data ?? []), {
    source: rowsFrom(query, data),
    refresh: () => {
      void query.refetch();
      void instances.refetch();
      refreshRefusals(client);
    },
  });
  const add = { to: paths.createPolicy(vaultId), disabledReason: refused.addPolicy };
  return (
    <Page
      breadcrumb={vaultCrumbs(vaultId)}
      title={`${lastName(vaultId)} | Backup policies`}
      subtitle="Backup vault"
      menu={useOutletContext<ReactNode>()}
      commands={[{ key: 'add', label: 'Add', icon: <AddRegular />, primary: true, ...add }, ...view.commands]}
    >
      <List view={view} noneAction={{ label: 'Create policy', ...add }} />
    </Page>
  );
}

export { VaultPoliciesPage as Component };
