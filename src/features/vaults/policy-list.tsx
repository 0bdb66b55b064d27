/** The list of a vault's backup policies (docs/reference/screens.md#backup-vault). */
import { CalendarClockRegular } from '@fluentui/react-icons/svg/calendar-clock';
import type { BackupPolicy } from '#protocol/policy.ts';
import { deletionOfPolicy } from '#protocol/refusals.ts';
import { paths } from '#paths';
import { useMenuRefusals } from '#resources/useRefusals.ts';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { columnsOf } from '#ui/list/list-column.tsx';
import type { ListDeclaration } from '#ui/list/useList.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import { inUseText, retentionSummary, scheduleText } from '#ui/text/policy-text.ts';

export interface PolicyRow {
  policy: BackupPolicy;
  /** How many backup instances it protects; undefined while unknown. */
  uses: number | undefined;
}

/**
 * The type is shown only where there are policies for several datasource types: the same long name in each row is
 * useless.
 */
export const policyList = (all: readonly PolicyRow[]): ListDeclaration<PolicyRow> =>
  new Set(all.map(typesOf)).size > 1 ? OF_MANY_TYPES : OF_ONE_TYPE;

const typesOf = ({ policy }: PolicyRow): string => policy.properties.datasourceTypes.map(datasourceTypeText).join(', ');

const listWith = (type: { isExtra: boolean }): ListDeclaration<PolicyRow> => ({
  id: 'vault-policies',
  what: ['backup policy', 'backup policies'],
  columns: columnsOf<PolicyRow>([
    {
      id: 'name',
      title: 'Policy name',
      text: ({ policy }) => policy.name,
      address: ({ policy }) => paths.policy(policy.id),
    },
    { id: 'type', title: 'Datasource type', ...type, text: typesOf, order: false },
    {
      id: 'schedule',
      title: 'Schedule',
      width: '28%',
      text: ({ policy }) => scheduleText(policy.properties),
      order: false,
    },
    {
      id: 'retention',
      title: 'Retention',
      width: '32%',
      text: ({ policy }) => retentionSummary(policy.properties),
      order: false,
    },
    {
      id: 'items',
      title: 'Associated items',
      width: 140,
      number: ({ uses }) => uses,
      cell: (row) => <Uses row={row} />,
    },
  ]),
  rowKey: ({ policy }) => policy.id,
  order: { columnId: 'name', direction: 'ascending' },
  search: { placeholder: 'Filter by policy name', in: ({ policy }) => [policy.name] },
  rowMenu: (row) => <PolicyRowMenu row={row} />,
  picture: <CalendarClockRegular />,
  // Narrower, and long texts would break into many lines.
  plainWidth: 165,
  none: {
    heading: 'No backup policies',
    text: 'A backup policy says when backups run and how long recovery points are kept.',
  },
});

const OF_ONE_TYPE = listWith({ isExtra: true });
const OF_MANY_TYPES = listWith({ isExtra: false });

function Uses({ row: { policy, uses } }: { row: PolicyRow }) {
  if (uses === undefined) return <>–</>;
  if (uses === 0) return <>0</>;
  return (
    <RouteLink to={paths.policyItems(policy.id)} aria-label={`${uses} associated items of ${policy.name}`}>
      {uses}
    </RouteLink>
  );
}

function PolicyRowMenu({ row: { policy, uses = 0 } }: { row: PolicyRow }) {
  const { id, name } = policy;
  const { refused, load } = useMenuRefusals({ delete: deletionOfPolicy(id) });
  return (
    <RowMenu
      label={name}
      onShown={load}
      items={[
        { label: 'View', to: paths.policy(id) },
        { label: 'View associated items', to: paths.policyItems(id) },
        { label: 'Delete', to: paths.deletePolicy(id), disabledReason: uses > 0 ? inUseText(uses) : refused.delete },
      ]}
    />
  );
}
