import { useQuery } from '@tanstack/react-query';
import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { PersonKeyRegular } from '@fluentui/react-icons/svg/person-key';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { RoleDefinition } from '#protocol/authorization.ts';
import { roleDefinitionAt } from '#protocol/refusals.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { roleDefinitions } from '#resources/authorization.ts';
import { useRefusals } from '#resources/useRefusals.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { FilterSearch } from '#ui/grid/FilterSearch.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { useAddressFilters } from '#ui/grid/useAddressFilters.ts';
import { useAddressSort } from '#ui/grid/useAddressSort.ts';
import { tabIdOf } from '../AccessTabs.tsx';
import { roleAddress, useRolePane } from './role-address.ts';
import { isCustom, ROLE_COLUMNS, roleTypeText } from './role-columns.tsx';

// Loaded when they are opened.
const RolePane = loadedWhenShown(async () => (await import('./RolePane.tsx')).RolePane);
const RoleFormPane = loadedWhenShown(async () => (await import('./RoleFormPane.tsx')).RoleFormPane);
const DeleteRoleDialog = loadedWhenShown(async () => (await import('./DeleteRoleDialog.tsx')).DeleteRoleDialog);

/** **Roles**: those that can be given here, built-in and custom ones, and what each allows. */
export function RolesTab({ scope }: { scope: ResourceId }) {
  const query = useQuery(roleDefinitions.at(scope));
  return (
    <div role="tabpanel" aria-labelledby={tabIdOf('roles')}>
      <Loadable query={query} skeleton={<RowsSkeleton />} what="The roles">
        {(all) => (
          <>
            <RoleList all={all} />
            <OpenedRole all={all} scope={scope} />
          </>
        )}
      </Loadable>
    </div>
  );
}

function RoleList({ all }: { all: readonly RoleDefinition[] }) {
  const { filters, change, clear } = useAddressFilters(['q', 'type']);
  const order = useAddressSort({ columnId: 'name', direction: 'ascending' });
  const text = filters.q.trim().toLowerCase();
  const shown = all.filter(
    (role) =>
      [role.properties.roleName, role.properties.description].some((part) => part.toLowerCase().includes(text)) &&
      (filters.type === '' || (filters.type === 'custom') === isCustom(role)),
  );
  return (
    <>
      <FilterPills
        search={
          <FilterSearch
            placeholder="Search by name or description"
            initial={filters.q}
            onChange={(value) => {
              change('q', value);
            }}
          />
        }
        pills={[
          {
            label: 'Type',
            value: filters.type,
            options: [
              { value: '', label: 'All' },
              { value: 'built-in', label: 'Built-in role' },
              { value: 'custom', label: 'Custom role' },
            ],
            onChange: (value) => {
              change('type', value);
            },
          },
        ]}
        count={shown.length === 1 ? '1 role' : `${String(shown.length)} roles`}
      />
      <Grid
        ariaLabel="Roles"
        columns={ROLE_COLUMNS}
        rows={shown}
        rowKey={({ id }) => id}
        {...order}
        minWidth={680}
        rowActions={(role) => <RoleRowMenu role={role} />}
        empty={
          all.length === 0 ? (
            <EmptyState picture={<PersonKeyRegular />} heading="No roles">
              No role can be given at this scope.
            </EmptyState>
          ) : (
            <EmptyState
              picture={<PersonKeyRegular />}
              heading="No roles match the filters"
              action={<Button onClick={clear}>Clear filters</Button>}
            >
              Change the search or the type, or clear both.
            </EmptyState>
          )
        }
      />
    </>
  );
}

const BUILT_IN = "Built-in roles can't be changed. Add a custom role instead.";

/** The right to change a role is needed wherever it can be given. */
function RoleRowMenu({ role }: { role: RoleDefinition }) {
  const [params] = useSearchParams();
  const [isOpened, setOpened] = useState(false);
  const { assignableScopes, roleName } = role.properties;
  const { refused } = useRefusals(
    { edit: roleDefinitionAt(assignableScopes, 'write'), delete: roleDefinitionAt(assignableScopes, 'delete') },
    isOpened && isCustom(role),
  );
  const fixed = isCustom(role) ? undefined : BUILT_IN;
  return (
    <RowMenu
      label={roleName}
      onShown={() => {
        setOpened(true);
      }}
      items={[
        { label: 'View', to: roleAddress(params, 'view-role', role.name) },
        { label: 'Edit', to: roleAddress(params, 'edit-role', role.name), disabledReason: fixed ?? refused.edit },
        { label: 'Delete', to: roleAddress(params, 'delete-role', role.name), disabledReason: fixed ?? refused.delete },
      ]}
    />
  );
}

/** What the address has open: a link may name a role that is gone, or one that nobody can change. */
function OpenedRole({ all, scope }: { all: readonly RoleDefinition[]; scope: ResourceId }) {
  const { pane, roleName, close } = useRolePane();
  if (pane === undefined) return null;
  if (pane === 'add-role') return <RoleFormPane scope={scope} role={undefined} others={all} onClose={close} />;
  const role = all.find(({ name }) => name.toLowerCase() === roleName?.toLowerCase());
  if (!role || (pane !== 'view-role' && !isCustom(role))) {
    return (
      <MessageBar intent="warning">
        <MessageBarBody>{role ? BUILT_IN : 'There is no such role any more.'}</MessageBarBody>
      </MessageBar>
    );
  }
  if (pane === 'view-role') return <RolePane role={role} typeText={roleTypeText(role)} onClose={close} />;
  if (pane === 'delete-role') return <DeleteRoleDialog role={role} onClose={close} />;
  const others = all.filter(({ name }) => name !== role.name);
  return <RoleFormPane key={role.id} scope={scope} role={role} others={others} onClose={close} />;
}
