import { useQuery } from '@tanstack/react-query';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { CalendarClockRegular } from '@fluentui/react-icons/svg/calendar-clock';
import type { ReactNode } from 'react';
import { useOutletContext, useParams } from 'react-router';
import type { BackupInstance } from '#protocol/data-protection.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { sameId } from '#protocol/resource-id.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { datasourceTypeText } from '#ui/datasource-type.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { Grid, type GridColumn } from '#ui/Grid.tsx';
import { byText } from '#ui/grid-sort.ts';
import { Loadable } from '#ui/Loadable.tsx';
import { Page } from '#ui/Page.tsx';
import { retentionSummary, scheduleText } from '#ui/policy-text.ts';
import { RowsSkeleton } from '#ui/RowsSkeleton.tsx';
import { useAddressSort } from '#ui/useAddressSort.ts';
import { vaultCrumbs, vaultNameOf } from './vault-address.ts';

/** **Backup policies** of one vault: when each backs up, what it keeps, and how many instances it serves. */
function VaultPoliciesPage() {
  const { vaultId = '' } = useParams();
  const query = useQuery(backupPolicies.list(vaultId));
  const instances = useQuery(backupInstances.list(vaultId));
  const order = useAddressSort({ columnId: 'name', direction: 'ascending' });
  return (
    <Page
      breadcrumb={vaultCrumbs(vaultId)}
      title={`${vaultNameOf(vaultId)} | Backup policies`}
      subtitle="Backup vault"
      menu={useOutletContext<ReactNode>()}
      commands={[
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: () => void query.refetch() },
      ]}
    >
      <Loadable query={query} skeleton={<RowsSkeleton rows={3} />} what="Backup policies">
        {(all) => (
          <Grid
            ariaLabel="Backup policies"
            columns={policyColumns(instances.data)}
            rows={all}
            rowKey={(policy) => policy.id}
            {...order}
            minWidth={700}
            empty={
              <EmptyState picture={<CalendarClockRegular />} heading="No backup policies">
                A backup policy says when backups run and how long recovery points are kept.
              </EmptyState>
            }
          />
        )}
      </Loadable>
    </Page>
  );
}

const policyColumns = (instances: readonly BackupInstance[] | undefined): GridColumn<BackupPolicy>[] => {
  const usesOf = (policy: BackupPolicy) =>
    instances?.filter(({ properties }) => sameId(properties.policyInfo.policyId, policy.id)).length;
  return [
    { id: 'name', title: 'Policy name', cell: (policy) => policy.name, compare: byText((policy) => policy.name) },
    { id: 'type', title: 'Datasource type', cell: datasourceTypesOf },
    { id: 'schedule', title: 'Schedule', cell: ({ properties }) => scheduleText(properties) },
    { id: 'retention', title: 'Retention', width: '32%', cell: ({ properties }) => retentionSummary(properties) },
    {
      id: 'instances',
      title: 'Backup instances',
      width: 130,
      cell: (policy) => usesOf(policy) ?? '–',
      compare: (one, other) => (usesOf(one) ?? 0) - (usesOf(other) ?? 0),
    },
  ];
};

const datasourceTypesOf = ({ properties }: BackupPolicy): string =>
  properties.datasourceTypes.map(datasourceTypeText).join(', ');

export { VaultPoliciesPage as Component };
