/** The columns of the list of role assignments. */
import { paths } from '#paths';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import type { AccessRow } from './access-rows.ts';

export const ACCESS_COLUMNS: readonly GridColumn<AccessRow>[] = [
  {
    id: 'who',
    title: 'Name',
    cell: ({ who, vaultId, principalId }) =>
      vaultId === undefined ? (
        who
      ) : (
        <span title={`Object ID ${principalId}`}>
          <RouteLink to={paths.vaultIdentity(vaultId)}>{who}</RouteLink>
        </span>
      ),
    compare: byText(({ who }) => who),
  },
  { id: 'type', title: 'Type', cell: ({ type }) => type, compare: byText(({ type }) => type), width: 120 },
  {
    id: 'role',
    title: 'Role',
    cell: ({ role, description }) => <span title={description}>{role}</span>,
    compare: byText(({ role }) => role),
  },
  {
    id: 'scope',
    title: 'Scope',
    cell: ({ scope, scopeId }) => <span title={scopeId}>{scope}</span>,
    compare: byText(({ scope }) => scope),
  },
];
