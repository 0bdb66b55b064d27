import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { CalendarClockRegular } from '@fluentui/react-icons/svg/calendar-clock';
import { useState, type ReactNode } from 'react';
import { useNavigate, useOutletContext, useParams } from 'react-router';
import type { BackupPolicy } from '#protocol/policy.ts';
import { deletionOfPolicy } from '#protocol/refusals.ts';
import { lastName, sameId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { FilterSearch } from '#ui/grid/FilterSearch.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { Page } from '#ui/page/Page.tsx';
import { inUseText } from '#ui/text/policy-text.ts';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { useAddressFilters } from '#ui/grid/useAddressFilters.ts';
import { useAddressSort } from '#ui/grid/useAddressSort.ts';
import { policyColumns } from './policy-columns.tsx';
import { vaultCrumbs } from './vault-address.ts';
import { vaultAttempts } from './vault-attempts.ts';

/** **Backup policies** of one vault: when each backs up, what it keeps, and how many instances it serves. */
function VaultPoliciesPage() {
  const { vaultId = '' } = useParams();
  const query = useQuery(backupPolicies.list(vaultId));
  const instances = useQuery(backupInstances.list(vaultId));
  const client = useQueryClient();
  const { refused } = useRefusals(vaultAttempts(vaultId));
  return (
    <Page
      breadcrumb={vaultCrumbs(vaultId)}
      title={`${lastName(vaultId)} | Backup policies`}
      subtitle="Backup vault"
      menu={useOutletContext<ReactNode>()}
      commands={[
        {
          key: 'add',
          label: 'Add',
          icon: <AddRegular />,
          to: paths.createPolicy(vaultId),
          primary: true,
          disabledReason: refused.addPolicy,
        },
        {
          key: 'refresh',
          label: 'Refresh',
          icon: <ArrowClockwiseRegular />,
          onClick: () => {
            void query.refetch();
            void instances.refetch();
            refreshRefusals(client);
          },
        },
      ]}
    >
      <Loadable query={query} skeleton={<RowsSkeleton rows={3} />} what="Backup policies">
        {(all) =>
          all.length === 0 ? (
            <NoPolicies vaultId={vaultId} disabledReason={refused.addPolicy} />
          ) : (
            <PolicyList
              all={all}
              usesOf={(policy) =>
                instances.data?.filter(({ properties }) => sameId(properties.policyInfo.policyId, policy.id)).length
              }
            />
          )
        }
      </Loadable>
    </Page>
  );
}

interface PolicyListProps {
  all: readonly BackupPolicy[];
  /** How many backup instances a policy protects; undefined while nobody knows. */
  usesOf: (policy: BackupPolicy) => number | undefined;
}

function PolicyList({ all, usesOf }: PolicyListProps) {
  const { filters, change, clear } = useAddressFilters(['q']);
  const order = useAddressSort({ columnId: 'name', direction: 'ascending' });
  const shown = all.filter(({ name }) => name.toLowerCase().includes(filters.q.trim().toLowerCase()));
  return (
    <>
      <FilterPills
        search={
          <FilterSearch
            placeholder="Filter by policy name"
            initial={filters.q}
            onChange={(value) => {
              change('q', value);
            }}
          />
        }
        pills={[]}
        count={shown.length === 1 ? '1 backup policy' : `${String(shown.length)} backup policies`}
      />
      <Grid
        ariaLabel="Backup policies"
        columns={policyColumns(all, usesOf)}
        rows={shown}
        rowKey={(policy) => policy.id}
        {...order}
        minWidth={700}
        rowActions={(policy) => <PolicyRowMenu policy={policy} uses={usesOf(policy) ?? 0} />}
        empty={
          <EmptyState
            picture={<CalendarClockRegular />}
            heading="No backup policies match the filter"
            action={<Button onClick={clear}>Clear filter</Button>}
          >
            Change the name, or clear it.
          </EmptyState>
        }
      />
    </>
  );
}

function PolicyRowMenu({ policy: { id, name }, uses }: { policy: BackupPolicy; uses: number }) {
  const [isOpened, setOpened] = useState(false);
  const { refused } = useRefusals({ delete: deletionOfPolicy(id) }, isOpened);
  return (
    <RowMenu
      label={name}
      onShown={() => {
        setOpened(true);
      }}
      items={[
        { label: 'View', to: paths.policy(id) },
        { label: 'View associated items', to: paths.policyItems(id) },
        {
          label: 'Delete',
          to: paths.deletePolicy(id),
          disabledReason: uses > 0 ? inUseText(uses) : refused.delete,
        },
      ]}
    />
  );
}

function NoPolicies({ vaultId, disabledReason }: { vaultId: ResourceId; disabledReason: string | undefined }) {
  const navigate = useNavigate();
  return (
    <EmptyState
      picture={<CalendarClockRegular />}
      heading="No backup policies"
      action={
        <ReasonedButton
          appearance="primary"
          disabledReason={disabledReason}
          onClick={() => void navigate(paths.createPolicy(vaultId))}
        >
          Create policy
        </ReasonedButton>
      }
    >
      A backup policy says when backups run and how long recovery points are kept.
    </EmptyState>
  );
}

export { VaultPoliciesPage as Component };
