import { menuOnDemand } from '#ui/state/menu-on-demand.tsx';
import { RowMenuButton, type RowMenuProps } from './row-menu-parts.tsx';

/** The `…` at the end of a row. */
export const RowMenu = menuOnDemand<RowMenuProps>(
  RowMenuButton,
  async () => (await import('./RowMenuList.tsx')).RowMenuList,
);
