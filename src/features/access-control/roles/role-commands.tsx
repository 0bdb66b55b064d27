import { useQueryClient } from '@tanstack/react-query';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { roleDefinitionAt } from '#protocol/refusals.ts';
import { groupScopeOf, type ResourceId } from '#protocol/resource-id.ts';
import { roleDefinitions } from '#resources/authorization.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import type { Command } from '#ui/page/CommandBar.tsx';
import { useRolePane } from './role-address.ts';

/** What can be done on the tab **Roles**; nothing is asked for as long as another one is shown. */
export function useRoleCommands(scope: ResourceId, isShown: boolean): Command[] {
  const client = useQueryClient();
  const { open } = useRolePane();
  const { refused } = useRefusals({ add: roleDefinitionAt([groupScopeOf(scope)], 'write') }, isShown);
  return [
    {
      key: 'add-role',
      label: 'Add custom role',
      icon: <AddRegular />,
      primary: true,
      onClick: () => {
        open('add-role');
      },
      disabledReason: refused.add,
    },
    {
      key: 'refresh',
      label: 'Refresh',
      icon: <ArrowClockwiseRegular />,
      onClick: () => {
        void client.invalidateQueries({ queryKey: roleDefinitions.at(scope).queryKey });
        refreshRefusals(client);
      },
    },
  ];
}
