import { makeStyles, tokens } from '@fluentui/react-components';
import type { FaultDetails } from '#protocol/errors.ts';
import { CopyButton } from '#ui/page/CopyButton.tsx';

const useStyles = makeStyles({
  root: { marginBlockStart: tokens.spacingVerticalXS, fontSize: tokens.fontSizeBase200 },
  facts: {
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalXXS,
    margin: `${tokens.spacingVerticalXS} 0 0`,
  },
  pair: { display: 'contents' },
  term: { color: tokens.colorNeutralForeground2 },
  value: { margin: '0', overflowWrap: 'anywhere' },
  outputHead: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXS },
  output: {
    gridColumn: '1 / -1',
    margin: '0',
    padding: tokens.spacingHorizontalS,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontFamily: tokens.fontFamilyMonospace,
    backgroundColor: tokens.colorNeutralBackground2,
    color: tokens.colorNeutralForeground1,
  },
});

/** What PostgreSQL and its tools said about a failure, collapsed at first; nothing when they said nothing. */
export function FaultSaid({ said }: { said: FaultDetails }) {
  const styles = useStyles();
  const { database, object, serverError, serverHint, toolOutput } = said;
  const facts = [
    ['Database', database],
    ['Object', object],
    ["PostgreSQL's error", serverError],
    ['Hint', serverHint],
  ] as const;
  if (facts.every(([, value]) => value === undefined) && toolOutput === undefined) return null;
  return (
    <details className={styles.root}>
      <summary>Details</summary>
      <dl className={styles.facts}>
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name} className={styles.pair}>
                <dt className={styles.term}>{name}</dt>
                <dd className={styles.value}>{value}</dd>
              </div>
            ),
        )}
        {toolOutput !== undefined && (
          <div className={styles.pair}>
            <dt className={styles.outputHead}>
              <span className={styles.term}>Last lines of the tool</span>
              <CopyButton text={toolOutput} label="Copy the last lines of the tool" />
            </dt>
            <dd className={styles.output}>{toolOutput}</dd>
          </div>
        )}
      </dl>
    </details>
  );
}
