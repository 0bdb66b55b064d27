import { makeStyles, tokens } from '@fluentui/react-components';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { problemOf } from '#ui/state/problem-of.ts';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import type { PlannedGrant } from './grant-plan.ts';
import { scopeWords } from './scope-words.ts';

interface Failure {
  grant: PlannedGrant;
  error: Error;
}

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    rowGap: tokens.spacingVerticalM,
    marginBlock: tokens.spacingVerticalL,
  },
});

/** Why role assignments failed: those with the same code together, with the message and ids of the first one. */
export function GrantFailures({ failures }: { failures: readonly Failure[] }) {
  const styles = useStyles();
  const subscriptionName = useSubscriptionNames();
  const byCode = Map.groupBy(failures, ({ error }) => problemOf(error).code ?? '');
  if (failures.length === 0) return null;
  return (
    <div className={styles.root}>
      {[...byCode].map(([code, [first, ...others]]) => {
        if (!first) return null;
        const where = `${first.grant.roleName} on ${scopeWords(first.grant.scope, subscriptionName)}`;
        return (
          <ProblemBar
            key={code}
            title={others.length === 0 ? where : `${others.length + 1} role assignments failed, such as ${where}`}
            error={first.error}
          />
        );
      })}
    </div>
  );
}
