import { makeStyles, tokens } from '@fluentui/react-components';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';

const useStyles = makeStyles({ root: { flexShrink: 0, marginBlockEnd: tokens.spacingVerticalM } });

/** Says that soft deleted data is missing from a page: its absence must not look like "nothing was deleted". */
export function DeletedProblem({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  const styles = useStyles();
  if (!error) return null;
  return (
    <div className={styles.root}>
      <ProblemBar title="Soft deleted backup instances could not be loaded" error={error} onRetry={onRetry} />
    </div>
  );
}
