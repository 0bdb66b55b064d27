/** What is open beside the list of roles, in the address: `?tab=roles&pane=edit-role&role=…`. */
import { useSearchParams } from 'react-router';

const PANES = ['add-role', 'view-role', 'edit-role', 'delete-role'] as const;
export type RolePaneName = (typeof PANES)[number];

/** The address of a pane, on the page as it is; `roleName` is the GUID of the role that it is about. */
export function roleAddress(params: URLSearchParams, pane: RolePaneName | undefined, roleName?: string): string {
  const next = new URLSearchParams(params);
  next.delete('role');
  if (pane === undefined) next.delete('pane');
  else next.set('pane', pane);
  if (roleName !== undefined) next.set('role', roleName);
  return `?${next.toString()}`;
}

/** The pane that the address names. */
export function useRolePane() {
  const [params, setParams] = useSearchParams();
  const named = params.get('pane');
  return {
    pane: PANES.find((one) => one === named),
    roleName: params.get('role') ?? undefined,
    open: (pane: RolePaneName) => {
      setParams(roleAddress(params, pane));
    },
    close: () => {
      setParams(roleAddress(params, undefined), { replace: true });
    },
  };
}
