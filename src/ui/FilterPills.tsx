import {
  makeStyles,
  Menu,
  MenuButton,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
  tokens,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';

export interface FilterPill {
  /** Such as `Status`; the pill reads `Status : All`. */
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    marginBlockEnd: tokens.spacingVerticalM,
  },
  pill: {
    borderRadius: tokens.borderRadiusCircular,
    fontWeight: tokens.fontWeightRegular,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorNeutralForeground1,
    border: `${tokens.strokeWidthThin} solid transparent`,
    ':hover': { backgroundColor: tokens.colorBrandBackground2Hover, color: tokens.colorNeutralForeground1 },
  },
  value: { fontWeight: tokens.fontWeightSemibold, marginInlineStart: tokens.spacingHorizontalXS },
  count: { marginInlineStart: 'auto', fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground2 },
});

interface FilterPillsProps {
  pills: readonly FilterPill[];
  /** A `SearchField` in front of the pills. */
  search?: ReactNode;
  /** How many rows are left, such as `12 jobs`; said aloud when it changes. */
  count?: string;
}

/** The filters of a list, in one row above it. */
export function FilterPills({ pills, search, count }: FilterPillsProps) {
  const styles = useStyles();
  return (
    <div className={styles.root} role="group" aria-label="Filters">
      {search}
      {pills.map((pill) => (
        <Pill key={pill.label} pill={pill} />
      ))}
      {count !== undefined && (
        <span className={styles.count} role="status">
          {count}
        </span>
      )}
    </div>
  );
}

function Pill({ pill }: { pill: FilterPill }) {
  const styles = useStyles();
  const chosen = pill.options.find((option) => option.value === pill.value)?.label ?? pill.value;
  return (
    <Menu
      checkedValues={{ choice: [pill.value] }}
      onCheckedValueChange={(_, { checkedItems }) => {
        pill.onChange(checkedItems[0] ?? pill.value);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <MenuButton size="small" className={styles.pill}>
          {pill.label} :<span className={styles.value}>{chosen}</span>
        </MenuButton>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {pill.options.map((option) => (
            <MenuItemRadio key={option.value} name="choice" value={option.value}>
              {option.label}
            </MenuItemRadio>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
