import { Button, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { STATE_GROUPS, type StateGroup } from './state-groups.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, marginBlock: tokens.spacingVerticalS },
  chip: {
    minWidth: 'auto',
    fontWeight: tokens.fontWeightRegular,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1}`,
  },
  chosen: {
    color: tokens.colorNeutralForeground1,
    backgroundColor: tokens.colorBrandBackground2,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorBrandStroke1}`,
    ':hover': { color: tokens.colorNeutralForeground1, backgroundColor: tokens.colorBrandBackground2Hover },
  },
});

interface StateFilterProps {
  total: number;
  counts: readonly { group: StateGroup; count: number }[];
  shown: StateGroup | undefined;
  onShow: (group: StateGroup | undefined) => void;
}

/** One chip for each state that rows are in; pressing it filters the list. */
export function StateFilter({ total, counts, shown, onShow }: StateFilterProps) {
  const styles = useStyles();
  // The chosen chip stays even when no row is in its state any more: it clears the filter.
  const offered =
    shown === undefined || counts.some(({ group }) => group === shown)
      ? counts
      : [...counts, { group: shown, count: 0 }];
  return (
    <div className={styles.root} role="group" aria-label="Show servers by backup readiness">
      <Chip label="All" count={total} isChosen={shown === undefined} onChoose={() => onShow(undefined)} />
      {offered.map(({ group, count }) => (
        <Chip
          key={group}
          label={STATE_GROUPS[group]}
          count={count}
          isChosen={group === shown}
          onChoose={() => onShow(group === shown ? undefined : group)}
        />
      ))}
    </div>
  );
}

interface ChipProps {
  label: string;
  count: number;
  isChosen: boolean;
  onChoose: () => void;
}

function Chip({ label, count, isChosen, onChoose }: ChipProps) {
  const styles = useStyles();
  return (
    <Button
      size="small"
      shape="circular"
      appearance="subtle"
      aria-pressed={isChosen}
      className={mergeClasses(styles.chip, isChosen && styles.chosen)}
      onClick={onChoose}
    >
      {label} ({count.toLocaleString()})
    </Button>
  );
}
