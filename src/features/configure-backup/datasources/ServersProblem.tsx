import { useQuery, useQueryClient } from '@tanstack/react-query';
import { datasources } from '#resources/datasources.ts';
import { fillGaps } from '#resources/gathered.ts';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';

/** The names and regions of the rows come from the list of servers; where it has a gap, nothing can be checked. */
export function ServersProblem() {
  const { draft, kind, serverGaps } = useWizard();
  const styles = useWizardStyles();
  const client = useQueryClient();
  const gathered = datasources.gathered(kind);
  const { error, refetch } = useQuery({ ...gathered, enabled: draft.rows.length > 0 });
  const [gap] = serverGaps;
  if (!error && !gap) return null;
  return (
    <div className={styles.bar}>
      <ProblemBar
        title={gap ? gapWords(serverGaps.map(({ place }) => place.name)) : 'The servers could not be loaded'}
        error={error ?? gap?.error}
        onRetry={() => void (error ? refetch() : fillGaps(client, gathered.queryKey))}
      />
    </div>
  );
}

const gapWords = (names: readonly string[]): string =>
  names.length === 1
    ? `The servers of subscription ${names[0] ?? ''} could not be loaded`
    : `The servers of ${names.length} subscriptions could not be loaded`;
