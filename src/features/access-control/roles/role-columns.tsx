/** The columns of the list of roles. */
import { useSearchParams } from 'react-router';
import type { RoleDefinition } from '#protocol/authorization.ts';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { roleAddress } from './role-address.ts';

export const ROLE_COLUMNS: readonly GridColumn<RoleDefinition>[] = [
  {
    id: 'name',
    title: 'Name',
    width: '30%',
    cell: (role) => <RoleLink role={role} />,
    compare: byText(({ properties }) => properties.roleName),
  },
  {
    id: 'description',
    title: 'Description',
    cell: ({ properties }) => <span title={properties.description}>{properties.description}</span>,
    compare: byText(({ properties }) => properties.description),
  },
  { id: 'type', title: 'Type', width: 130, cell: roleTypeText, compare: byText(roleTypeText) },
];

function RoleLink({ role }: { role: RoleDefinition }) {
  const [params] = useSearchParams();
  return <RouteLink to={roleAddress(params, 'view-role', role.name)}>{role.properties.roleName}</RouteLink>;
}

export const isCustom = ({ properties }: RoleDefinition): boolean => properties.type.toLowerCase() === 'customrole';

/** What kind of role it is, in words. */
export function roleTypeText(role: RoleDefinition): string {
  return isCustom(role) ? 'Custom role' : 'Built-in role';
}
