import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { CheckmarkCircleFilled } from '@fluentui/react-icons/svg/checkmark-circle';
import { ErrorCircleFilled } from '@fluentui/react-icons/svg/error-circle';
import { useHiddenText } from '#ui/page/hidden-text.ts';
import { walkWithArrows } from '#ui/page/walk-with-arrows.ts';

export interface WizardTab {
  slug: string;
  title: string;
  /** `todo`: not finished, and not checked yet. `problem`: checked, and something in it must change. */
  state: 'todo' | 'done' | 'problem';
  /** Goes to the step. */
  onGo: () => void;
}

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexShrink: 0,
    overflowX: 'auto',
    paddingInline: tokens.spacingHorizontalM,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  tab: {
    position: 'relative',
    display: 'flex',
    alignItems: 'center',
    flexShrink: 0,
    columnGap: tokens.spacingHorizontalSNudge,
    height: '36px', // the portal's tab strip
    paddingInline: tokens.spacingHorizontalS,
    marginInlineEnd: tokens.spacingHorizontalS,
    border: 'none',
    background: 'none',
    font: 'inherit',
    color: tokens.colorNeutralForeground2,
    cursor: 'pointer',
    ':hover': { color: tokens.colorNeutralForeground1, backgroundColor: tokens.colorSubtleBackgroundHover },
    ':focus-visible': {
      outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}`,
      outlineOffset: `calc(-1 * ${tokens.strokeWidthThick})`,
    },
  },
  current: {
    color: tokens.colorNeutralForeground1,
    fontWeight: tokens.fontWeightSemibold,
    '::after': {
      content: '""',
      position: 'absolute',
      insetBlockEnd: '0',
      insetInline: tokens.spacingHorizontalS,
      height: '3px', // the portal's mark of the tab one is at
      backgroundColor: tokens.colorCompoundBrandStroke,
    },
  },
  icon: { display: 'inline-flex', fontSize: '18px' }, // as large as the number that it takes the place of
  number: {
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: '18px', // two digits fit
    height: '18px',
    borderRadius: tokens.borderRadiusCircular,
    fontSize: tokens.fontSizeBase100,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground4,
  },
  currentNumber: { color: tokens.colorNeutralForegroundOnBrand, backgroundColor: tokens.colorBrandBackground },
  done: { color: tokens.colorStatusSuccessForeground1 },
  problem: { color: tokens.colorStatusDangerForeground1 },
});

interface WizardTabsProps {
  label: string;
  tabs: readonly WizardTab[];
  /** The slug of the current tab. */
  current: string;
  /** The id of the element that shows the current tab's content. */
  panelId: string;
}

/**
 * The steps of a wizard as tabs, each with its state. Not Fluent's `TabList`: with its arrow keys it is 15 KB of the
 * 230 KB that a wizard may have, and shows no state.
 */
export function WizardTabs({ label, tabs, current, panelId }: WizardTabsProps) {
  const styles = useStyles();
  const hidden = useHiddenText();
  return (
    <div role="tablist" aria-label={label} className={styles.root}>
      {tabs.map((tab, at) => {
        const isCurrent = tab.slug === current;
        return (
          <button
            key={tab.slug}
            type="button"
            role="tab"
            id={tabId(tab.slug)}
            aria-selected={isCurrent}
            aria-controls={isCurrent ? panelId : undefined}
            tabIndex={isCurrent ? 0 : -1}
            className={mergeClasses(styles.tab, isCurrent && styles.current)}
            onKeyDown={walkTabs}
            onClick={tab.onGo}
          >
            <TabIcon tab={tab} number={at + 1} isCurrent={isCurrent} />
            {tab.title}
            {tab.state === 'done' && <span className={hidden.root}>(complete)</span>}
            {tab.state === 'problem' && <span className={hidden.root}>(needs attention)</span>}
          </button>
        );
      })}
    </div>
  );
}

// A step may send requests, so moving along the tabs does not open them.
const walkTabs = walkWithArrows('[role="tab"]');

export const tabId = (slug: string): string => `wizard-tab-${slug}`;

function TabIcon({ tab, number, isCurrent }: { tab: WizardTab; number: number; isCurrent: boolean }) {
  const styles = useStyles();
  if (tab.state === 'problem') return <ErrorCircleFilled className={mergeClasses(styles.icon, styles.problem)} />;
  if (tab.state === 'done') return <CheckmarkCircleFilled className={mergeClasses(styles.icon, styles.done)} />;
  return (
    <span className={mergeClasses(styles.number, isCurrent && styles.currentNumber)} aria-hidden="true">
      {number}
    </span>
  );
}
