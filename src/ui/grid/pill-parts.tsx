import { makeStyles, MenuButton, tokens, type ButtonProps } from '@fluentui/react-components';

export interface FilterPill {
  /** Such as `Status`; the pill reads `Status : All`. */
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

const useStyles = makeStyles({
  pill: {
    borderRadius: tokens.borderRadiusCircular,
    fontWeight: tokens.fontWeightRegular,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorNeutralForeground1,
    border: `${tokens.strokeWidthThin} solid transparent`,
    ':hover': { backgroundColor: tokens.colorBrandBackground2Hover, color: tokens.colorNeutralForeground1 },
  },
  value: { fontWeight: tokens.fontWeightSemibold, marginInlineStart: tokens.spacingHorizontalXS },
});

/** The person's choice, in words. */
const chosenIn = (pill: FilterPill): string =>
  pill.options.find((option) => option.value === pill.value)?.label ?? pill.value;

/** The pill itself: what it filters by, and what is chosen. */
export function PillButton({ pill, ...button }: { pill: FilterPill } & ButtonProps) {
  const styles = useStyles();
  return (
    // Only its looks: the surrounding component decides whether it has a menu, and which.
    <MenuButton size="small" className={styles.pill} {...button}>
      {pill.label} :<span className={styles.value}>{chosenIn(pill)}</span>
    </MenuButton>
  );
}
