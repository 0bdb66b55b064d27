/** The list of role assignments. */
import { PeopleRegular } from '@fluentui/react-icons/svg/people';
import { paths } from '#paths';
import { columnsOf } from '#ui/list/list-column.tsx';
import type { ListDeclaration } from '#ui/list/useList.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { ACCESS_FILTERS, ACCESS_SEARCH, type AccessRow } from './access-rows.ts';

export const ACCESS_LIST: ListDeclaration<AccessRow> = {
  id: 'role-assignments',
  what: ['role assignment', 'role assignments'],
  whole: 'The role assignments',
  columns: columnsOf<AccessRow>([
    {
      id: 'who',
      title: 'Name',
      text: ({ who }) => who,
      cell: ({ who, vaultId, principalId }) =>
        vaultId === undefined ? (
          who
        ) : (
          <span title={`Object ID ${principalId}`}>
            <RouteLink to={paths.vaultIdentity(vaultId)}>{who}</RouteLink>
          </span>
        ),
    },
    { id: 'principal', title: 'Object ID', text: ({ principalId }) => principalId, only: 'file' },
    { id: 'type', title: 'Type', width: 120, text: ({ type }) => type },
    {
      id: 'role',
      title: 'Role',
      text: ({ role }) => role,
      cell: ({ role, description }) => <span title={description}>{role}</span>,
    },
    {
      id: 'scope',
      title: 'Scope',
      text: ({ scope }) => scope,
      cell: ({ scope, scopeId }) => <span title={scopeId}>{scope}</span>,
    },
  ]),
  rowKey: ({ id }) => id,
  order: { columnId: 'role', direction: 'ascending' },
  search: ACCESS_SEARCH,
  filters: ACCESS_FILTERS,
  picture: <PeopleRegular />,
  // Narrower, and long texts would break into many lines.
  plainWidth: 165,
  none: { heading: 'No role assignments', text: 'No roles are assigned at this scope or above it.' },
};
