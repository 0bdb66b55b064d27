import { needKey } from '#protocol/authorization.ts';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { StaticTable, type StaticColumn } from '#ui/grid/StaticTable.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import type { RoleLine } from './role-lines.ts';
import { scopeWords } from './scope-words.ts';

const KINDS = { Missing: 'error', Granted: 'success', Waiting: 'running' } as const;

/** The rights that the vault needs, the role and scope of each, and whether it has it. */
export function RoleTable({ roles }: { roles: readonly RoleLine[] }) {
  const subscriptionName = useSubscriptionNames();
  const columns: StaticColumn<RoleLine>[] = [
    { title: 'Missing permission', cell: (role) => role.permission },
    { title: 'Role', cell: (role) => role.roleName },
    {
      title: 'Required on',
      width: '26%',
      cell: (role) => {
        const where = scopeWords(role.scope, subscriptionName);
        return (
          <span title={role.scope}>
            {where} <CopyButton text={role.scope} label={`Copy ID of ${where}`} />
          </span>
        );
      },
    },
    {
      title: 'Status',
      width: '110px', // icon and the word Missing
      cell: (role) => <StatusText kind={KINDS[role.status]} text={role.status} />,
    },
  ];
  return <StaticTable ariaLabel="Permissions that the vault needs" columns={columns} rows={roles} rowKey={needKey} />;
}
