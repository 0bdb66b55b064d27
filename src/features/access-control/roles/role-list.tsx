/** The list of roles. */
import { PersonKeyRegular } from '@fluentui/react-icons/svg/person-key';
import type { RoleDefinition } from '#protocol/authorization.ts';
import { roleDefinitionAt } from '#protocol/refusals.ts';
import { useMenuRefusals } from '#resources/useRefusals.ts';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { columnsOf } from '#ui/list/list-column.tsx';
import type { ListDeclaration } from '#ui/list/useList.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { useRolePane } from './role-address.ts';

export const isCustom = ({ properties }: RoleDefinition): boolean => properties.type.toLowerCase() === 'customrole';

/** The kind of role, in words. */
export const roleTypeText = (role: RoleDefinition): string => (isCustom(role) ? 'Custom role' : 'Built-in role');

export const BUILT_IN = "Built-in roles can't be changed. Add a custom role instead.";

export const ROLE_LIST: ListDeclaration<RoleDefinition> = {
  id: 'roles',
  what: ['role', 'roles'],
  whole: 'The roles',
  columns: columnsOf<RoleDefinition>([
    {
      id: 'name',
      title: 'Name',
      width: '30%',
      text: ({ properties }) => properties.roleName,
      cell: (role) => <RoleLink role={role} />,
    },
    {
      id: 'description',
      title: 'Description',
      text: ({ properties }) => properties.description,
      cell: ({ properties }) => <span title={properties.description}>{properties.description}</span>,
    },
    { id: 'type', title: 'Type', width: 130, text: roleTypeText },
  ]),
  rowKey: ({ id }) => id,
  order: { columnId: 'name', direction: 'ascending' },
  search: {
    placeholder: 'Search by name or description',
    in: ({ properties }) => [properties.roleName, properties.description],
  },
  filters: [
    {
      id: 'type',
      label: 'Type',
      options: [
        { value: 'built-in', label: 'Built-in role' },
        { value: 'custom', label: 'Custom role' },
      ],
      passes: (role, value) => isCustom(role) === (value === 'custom'),
    },
  ],
  rowMenu: (role) => <RoleRowMenu role={role} />,
  picture: <PersonKeyRegular />,
  // Narrower, and long texts would break into many lines.
  plainWidth: 240,
  none: { heading: 'No roles', text: 'No role can be given at this scope.' },
};

function RoleLink({ role }: { role: RoleDefinition }) {
  const { addressOf } = useRolePane();
  return <RouteLink to={addressOf('view-role', role.name)}>{role.properties.roleName}</RouteLink>;
}

/** The right to change a role is needed wherever it can be assigned. */
function RoleRowMenu({ role }: { role: RoleDefinition }) {
  const { addressOf } = useRolePane();
  const { assignableScopes, roleName } = role.properties;
  const { refused, load } = useMenuRefusals(
    { edit: roleDefinitionAt(assignableScopes, 'write'), delete: roleDefinitionAt(assignableScopes, 'delete') },
    isCustom(role),
  );
  const fixed = isCustom(role) ? undefined : BUILT_IN;
  return (
    <RowMenu
      label={roleName}
      onShown={load}
      items={[
        { label: 'View', to: addressOf('view-role', role.name) },
        { label: 'Edit', to: addressOf('edit-role', role.name), disabledReason: fixed ?? refused.edit },
        { label: 'Delete', to: addressOf('delete-role', role.name), disabledReason: fixed ?? refused.delete },
      ]}
    />
  );
}
