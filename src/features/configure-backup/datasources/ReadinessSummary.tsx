import { makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { readinessIn } from '../problems.ts';
import { countReadiness } from '../readiness/verdict.ts';
import { useWizard } from '../wizard-context.ts';

const useStyles = makeStyles({
  root: { marginBlock: tokens.spacingVerticalS, minHeight: '28px' }, // text and bar, so that nothing jumps
  text: { display: 'block' },
  bar: { marginTop: tokens.spacingVerticalXS, maxWidth: '360px' }, // a control's width
});

/** How many rows are ready, said aloud as it changes. */
export function ReadinessSummary() {
  const { draft, facts } = useWizard();
  const styles = useStyles();
  const { total, ready, underWay, needAttention } = countReadiness(
    draft.rows.map((row) => readinessIn(facts, row.serverId)),
  );
  const text = `${total} server${total === 1 ? '' : 's'} selected, ${ready} ready, ${needAttention} need${needAttention === 1 ? 's' : ''} attention${underWay === 0 ? '' : `, ${underWay} being checked`}`;
  return (
    <div className={styles.root}>
      <Text size={200} className={styles.text} role="status">
        {total === 0 ? '' : text}
      </Text>
      {underWay > 0 && (
        <ProgressBar className={styles.bar} value={total - underWay} max={total} aria-label="Servers checked" />
      )}
    </div>
  );
}
