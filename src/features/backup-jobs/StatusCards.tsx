import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { JOB_STATUSES, jobStatusView } from '#ui/job-status.ts';
import { StatusText } from '#ui/StatusText.tsx';

/** Shown even when there is none of them: nought failed jobs is news. */
const ALWAYS: readonly string[] = ['InProgress', 'Failed', 'Completed'];

const useStyles = makeStyles({
  root: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM, marginBlockEnd: tokens.spacingVerticalM },
  card: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    minWidth: '148px', // four beside the service menu at 1024
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusSmall,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    fontFamily: 'inherit',
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover },
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}` },
  },
  chosen: {
    backgroundColor: tokens.colorBrandBackground2,
    // Inside the card, so that choosing one moves nothing.
    boxShadow: `inset 0 0 0 ${tokens.strokeWidthThin} ${tokens.colorCompoundBrandStroke}`,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorCompoundBrandStroke}`,
  },
  number: {
    fontSize: tokens.fontSizeHero700,
    lineHeight: tokens.lineHeightHero700,
    fontWeight: tokens.fontWeightSemibold,
  },
});

interface StatusCardsProps {
  /** By the status in lower case. */
  counts: ReadonlyMap<string, number>;
  chosen: string | undefined;
  onChoose: (status: string | undefined) => void;
}

/** How many jobs stand at which status. A press shows only those, another press all again. */
export function StatusCards({ counts, chosen, onChoose }: StatusCardsProps) {
  const styles = useStyles();
  const shown = Object.keys(JOB_STATUSES).filter(
    (status) => ALWAYS.includes(status) || counts.has(status.toLowerCase()) || status === chosen,
  );
  return (
    <div className={styles.root} role="group" aria-label="Jobs by status">
      {shown.map((status) => (
        <button
          key={status}
          type="button"
          className={mergeClasses(styles.card, status === chosen && styles.chosen)}
          aria-pressed={status === chosen}
          onClick={() => {
            onChoose(status === chosen ? undefined : status);
          }}
        >
          <span className={styles.number}>{counts.get(status.toLowerCase()) ?? 0}</span>
          <CardStatus status={status} isEmpty={!counts.has(status.toLowerCase())} />
        </button>
      ))}
    </div>
  );
}

function CardStatus({ status, isEmpty }: { status: string; isEmpty: boolean }) {
  const { kind, text } = jobStatusView(status);
  // A spinner says that something runs.
  return <StatusText kind={isEmpty && kind === 'running' ? 'info' : kind} text={text} />;
}
