/** The pane over the list of roles, in the address: `?tab=roles&pane=edit-role&role=…`. */
import { useAddress } from '#ui/page/address.ts';

const PANES = ['add-role', 'view-role', 'edit-role', 'delete-role'] as const;
type RolePaneName = (typeof PANES)[number];

/** The open pane, and links to the others; `roleName` is the GUID of its role. */
export function useRolePane() {
  const address = useAddress<'pane' | 'role'>();
  const named = address.get('pane');
  return {
    pane: PANES.find((one) => one === named),
    roleName: address.get('role'),
    addressOf: (pane: RolePaneName, roleName: string) => address.to({ pane, role: roleName }),
    add: () => {
      address.show({ pane: 'add-role', role: undefined });
    },
    close: () => {
      address.show({ pane: undefined, role: undefined });
    },
  };
}
