import { MessageBar, MessageBarBody } from '@fluentui/react-components';
import type { RoleDefinition } from '#protocol/authorization.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { DeleteRoleDialog } from './DeleteRoleDialog.tsx';
import { useRolePane } from './role-address.ts';
import { BUILT_IN, isCustom, roleTypeText } from './role-list.tsx';
import { RoleFormPane } from './RoleFormPane.tsx';
import { RolePane } from './RolePane.tsx';

/** The pane or dialog in the address: a link may name a role that is gone, or one that cannot be changed. */
export function OpenedRole({ all, scope }: { all: readonly RoleDefinition[]; scope: ResourceId }) {
  const { pane, roleName, close } = useRolePane();
  if (pane === undefined) return null;
  if (pane === 'add-role') return <RoleFormPane scope={scope} role={undefined} others={all} onClose={close} />;
  const role = all.find(({ name }) => name.toLowerCase() === roleName?.toLowerCase());
  if (!role || (pane !== 'view-role' && !isCustom(role))) {
    return (
      <MessageBar intent="warning">
        <MessageBarBody>{role ? BUILT_IN : 'This role no longer exists.'}</MessageBarBody>
      </MessageBar>
    );
  }
  if (pane === 'view-role') return <RolePane role={role} typeText={roleTypeText(role)} onClose={close} />;
  if (pane === 'delete-role') return <DeleteRoleDialog role={role} onClose={close} />;
  const others = all.filter(({ name }) => name !== role.name);
  return <RoleFormPane key={role.id} scope={scope} role={role} others={others} onClose={close} />;
}
