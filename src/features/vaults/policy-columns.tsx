/** The columns of a vault's backup policies (docs/reference/screens.md#backup-vault). */
import type { BackupPolicy } from '#protocol/policy.ts';
import { paths } from '#paths';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { retentionSummary, scheduleText } from '#ui/text/policy-text.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';

/**
 * The columns, given how many backup instances use a policy; undefined while nobody knows. The type is told only where
 * policies for other datasources stand among them: the same long name in each row tells nobody anything.
 */
export function policyColumns(
  all: readonly BackupPolicy[],
  usesOf: (policy: BackupPolicy) => number | undefined,
): GridColumn<BackupPolicy>[] {
  const type: GridColumn<BackupPolicy> = { id: 'type', title: 'Datasource type', cell: datasourceTypesOf };
  return [
    {
      id: 'name',
      title: 'Policy name',
      cell: (policy) => <RouteLink to={paths.policy(policy.id)}>{policy.name}</RouteLink>,
      compare: byText((policy) => policy.name),
    },
    ...(new Set(all.map(datasourceTypesOf)).size > 1 ? [type] : []),
    { id: 'schedule', title: 'Schedule', width: '28%', cell: ({ properties }) => scheduleText(properties) },
    { id: 'retention', title: 'Retention', width: '32%', cell: ({ properties }) => retentionSummary(properties) },
    {
      id: 'items',
      title: 'Associated items',
      width: 140,
      cell: (policy) => <Uses policy={policy} count={usesOf(policy)} />,
      compare: (one, other) => (usesOf(one) ?? 0) - (usesOf(other) ?? 0),
    },
  ];
}

function Uses({ policy, count }: { policy: BackupPolicy; count: number | undefined }) {
  if (count === undefined) return <>–</>;
  if (count === 0) return <>0</>;
  return (
    <RouteLink to={paths.policyItems(policy.id)} aria-label={`${count} associated items of ${policy.name}`}>
      {count}
    </RouteLink>
  );
}

const datasourceTypesOf = ({ properties }: BackupPolicy): string =>
  properties.datasourceTypes.map(datasourceTypeText).join(', ');
