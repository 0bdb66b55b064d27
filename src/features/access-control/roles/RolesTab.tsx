import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import type { RoleDefinition } from '#protocol/authorization.ts';
import { roleDefinitionAt } from '#protocol/refusals.ts';
import { groupScopeOf, type ResourceId } from '#protocol/resource-id.ts';
import { roleDefinitions } from '#resources/authorization.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import { List } from '#ui/list/List.tsx';
import { useList, type ListView } from '#ui/list/useList.ts';
import type { Command } from '#ui/page/CommandBar.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { tabIdOf } from '../AccessTabs.tsx';
import { useRolePane } from './role-address.ts';
import { ROLE_LIST } from './role-list.tsx';

// Loaded when something is opened.
const OpenedRole = loadedWhenShown(async () => (await import('./OpenedRole.tsx')).OpenedRole);

interface RolesView {
  view: ListView<RoleDefinition>;
  commands: Command[];
}

/** The list of roles and the commands of its tab; permissions are not read while another tab is shown. */
export function useRolesTab(scope: ResourceId, isShown: boolean): RolesView {
  const client = useQueryClient();
  const query = useQuery(roleDefinitions.at(scope));
  const { add } = useRolePane();
  const { refused } = useRefusals({ add: roleDefinitionAt([groupScopeOf(scope)], 'write') }, isShown);
  const view = useList(ROLE_LIST, {
    source: query,
    refresh: () => {
      void query.refetch();
      refreshRefusals(client);
    },
  });
  return {
    view,
    commands: [
      {
        key: 'add-role',
        label: 'Add custom role',
        icon: <AddRegular />,
        primary: true,
        onClick: add,
        disabledReason: refused.add,
      },
      ...view.commands,
    ],
  };
}

/** **Roles**: those that can be assigned here, built-in and custom ones, and what each allows. */
export function RolesTab({ scope, view }: { scope: ResourceId; view: ListView<RoleDefinition> }) {
  const { pane } = useRolePane();
  const all = view.source.data;
  return (
    <div role="tabpanel" aria-labelledby={tabIdOf('roles')}>
      <List view={view} />
      {all && pane !== undefined && <OpenedRole all={all} scope={scope} />}
    </div>
  );
}
