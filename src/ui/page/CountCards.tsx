import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { StatusText, type StatusKind } from '#ui/text/StatusText.tsx';

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

export interface CountCard {
  key: string;
  kind: StatusKind;
  text: string;
  count: number;
}

interface CountCardsProps {
  /** What is counted, such as `Jobs by status`. */
  label: string;
  cards: readonly CountCard[];
  chosen: string | undefined;
  onChoose: (key: string | undefined) => void;
}

/** A summary of a list that filters it: a press shows only what the card counts, another press all again. */
export function CountCards({ label, cards, chosen, onChoose }: CountCardsProps) {
  const styles = useStyles();
  return (
    <div className={styles.root} role="group" aria-label={label}>
      {cards.map(({ key, kind, text, count }) => (
        <button
          key={key}
          type="button"
          className={mergeClasses(styles.card, key === chosen && styles.chosen)}
          aria-pressed={key === chosen}
          onClick={() => {
            onChoose(key === chosen ? undefined : key);
          }}
        >
          <span className={styles.number}>{count.toLocaleString('en')}</span>
          {/* The spinner means that something runs. */}
          <StatusText kind={count === 0 && kind === 'running' ? 'info' : kind} text={text} />
        </button>
      ))}
    </div>
  );
}
