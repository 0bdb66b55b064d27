import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { menuOnDemand } from '#ui/state/menu-on-demand.tsx';
import { PillButton, type FilterPill } from './pill-parts.tsx';

export type { FilterPill } from './pill-parts.tsx';

const PillMenu = menuOnDemand<{ pill: FilterPill }>(PillButton, async () => (await import('./PillMenu.tsx')).PillMenu);
const SearchPill = menuOnDemand<{ pill: FilterPill }>(
  PillButton,
  async () => (await import('./SearchPill.tsx')).SearchPill,
);

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    marginBlockEnd: tokens.spacingVerticalM,
  },
  count: { marginInlineStart: 'auto', fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2 },
});

/** With more options than these, the choice has a search field. */
const MANY = 12;

interface FilterPillsProps {
  pills: readonly FilterPill[];
  /** A `SearchField` in front of the pills. */
  search?: ReactNode;
  /** How many rows are left, such as `12 jobs`; a screen reader reads it when it changes. */
  count?: string;
}

/** The filters of a list, in one row above it. */
export function FilterPills({ pills, search, count }: FilterPillsProps) {
  const styles = useStyles();
  return (
    <div className={styles.root} role="group" aria-label="Filters">
      {search}
      {pills.map((pill) =>
        pill.options.length > MANY ? (
          <SearchPill key={pill.label} pill={pill} />
        ) : (
          <PillMenu key={pill.label} pill={pill} />
        ),
      )}
      {count !== undefined && (
        <span className={styles.count} role="status">
          {count}
        </span>
      )}
    </div>
  );
}
