import { makeStyles, tokens } from '@fluentui/react-components';
import { useId, type ReactNode } from 'react';

const useStyles = makeStyles({
  root: { marginBlockEnd: tokens.spacingVerticalXXL, maxWidth: '800px' }, // the wizard's form column
  head: { display: 'flex', alignItems: 'baseline', columnGap: tokens.spacingHorizontalM },
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  list: { margin: '0' },
  pair: {
    display: 'grid',
    gridTemplateColumns: 'min(220px, 33%) 1fr', // the form's label column, narrower in a pane
    columnGap: tokens.spacingHorizontalM,
    paddingBlock: tokens.spacingVerticalXS,
    '@media (max-width: 720px)': { gridTemplateColumns: '1fr' },
  },
  label: { color: tokens.colorNeutralForeground2 },
  value: { margin: '0', overflowWrap: 'anywhere' },
});

interface SummaryListProps {
  heading: string;
  facts: readonly { label: string; value: ReactNode }[];
  /** Such as a link to the step where this was chosen. */
  action?: ReactNode;
}

/** One section of a review: what was chosen, by name. */
export function SummaryList({ heading, facts, action }: SummaryListProps) {
  const styles = useStyles();
  const headingId = useId();
  return (
    <section className={styles.root} aria-labelledby={headingId}>
      <div className={styles.head}>
        <h2 id={headingId} className={styles.heading}>
          {heading}
        </h2>
        {action}
      </div>
      <dl className={styles.list}>
        {facts.map((fact) => (
          <div key={fact.label} className={styles.pair}>
            <dt className={styles.label}>{fact.label}</dt>
            <dd className={styles.value}>{fact.value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
