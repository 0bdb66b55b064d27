import { Button, makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { useHiddenText } from '#ui/page/hidden-text.ts';
import { endedOf, failuresOf } from '../readiness/grant-run.ts';
import { countGroups } from '../readiness/state-groups.ts';
import { StateFilter } from '../readiness/StateFilter.tsx';
import type { Grant } from '../readiness/useGrant.ts';
import { countReadiness, type Readiness, type ReadinessCount } from '../readiness/verdict.ts';
import { useWizard } from '../wizard-context.ts';

const useStyles = makeStyles({
  root: { marginBlock: tokens.spacingVerticalS },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalL,
    minHeight: '32px', // a button's, so that nothing jumps when one comes or goes
  },
  progress: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalS },
  bar: { width: '160px' }, // as wide as the words beside it
});

interface ReadinessSummaryProps {
  /** About every row. */
  readiness: readonly Readiness[];
  onFixAll: () => void;
  onViewAssignments: () => void;
}

/** How many rows are ready, the progress of the checks, and the states to filter by. */
export function ReadinessSummary({ readiness, onFixAll, onViewAssignments }: ReadinessSummaryProps) {
  const { grant, datasourcesView } = useWizard();
  const styles = useStyles();
  const hidden = useHiddenText();
  const counts = countReadiness(readiness);
  const { total, beingChecked } = counts;
  const groups = countGroups(readiness);
  const fixable = groups.find(({ group }) => group === 'roleAssignmentNotDone')?.count ?? 0;
  if (total === 0) return null;
  return (
    <div className={styles.root}>
      <div className={styles.line}>
        <Text>{summaryWords(counts)}</Text>
        {beingChecked > 0 && (
          <span className={styles.progress}>
            <ProgressBar className={styles.bar} value={total - beingChecked} max={total} aria-label="Servers checked" />
            <Text size={200}>
              {total - beingChecked} of {total} checked
            </Text>
          </span>
        )}
        {fixable > 0 && !grant.isAssigning && (
          <Button size="small" appearance="primary" onClick={onFixAll}>
            Fix all ({fixable})
          </Button>
        )}
        <AssignmentsLine grant={grant} onView={onViewAssignments} />
      </div>
      <StateFilter total={total} counts={groups} shown={datasourcesView.shown} onShow={datasourcesView.show} />
      <div role="status" className={hidden.root}>
        {announcement(counts)}
      </div>
    </div>
  );
}

/** The results of role assignments, shown when their pane is closed. */
function AssignmentsLine({ grant, onView }: { grant: Grant; onView: () => void }) {
  const { request, outcomes, isAssigning } = grant;
  if (!request) return null;
  const total = request.grants.length;
  const failed = failuresOf(request.grants, outcomes).length;
  if (!isAssigning && failed === 0) return null;
  return (
    <>
      <Text size={200}>
        {isAssigning
          ? `Assigning roles (${endedOf(outcomes)} of ${total})…`
          : `${failed} of ${total} role assignments failed.`}
      </Text>
      <Button size="small" onClick={onView}>
        View role assignments
      </Button>
    </>
  );
}

const summaryWords = ({ total, ready, needAttention }: ReadinessCount): string =>
  `${total} server${total === 1 ? '' : 's'} selected, ${ready} ready, ${needAttention} need${needAttention === 1 ? 's' : ''} attention`;

/** Announced when the checks begin and when they have ended, and not for each row between. */
function announcement({ total, ready, underWay, beingChecked, needAttention }: ReadinessCount): string {
  if (beingChecked > 0) return 'Checking the readiness of the servers.';
  const waiting = underWay === 0 ? '' : `, ${underWay} waiting for roles`;
  return `Of ${total} server${total === 1 ? '' : 's'}, ${ready} can be backed up, ${needAttention} can't yet${waiting}.`;
}
