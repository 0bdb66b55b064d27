import { MessageBar, MessageBarBody, MessageBarTitle, ProgressBar, Spinner } from '@fluentui/react-components';
import { paths } from '#paths';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { Missing, Passed } from '#ui/wizard/ValidationBar.tsx';
import { useWalk } from '#ui/wizard/wizard-walk.ts';
import { readinessIn } from '../problems.ts';
import { countReadiness } from '../readiness/verdict.ts';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import type { SubmissionCount } from './submission.ts';

/** Names may be wrong in thousands of rows; the step itself marks them all. */
const PROBLEMS_SHOWN = 10;

/** The bar on top of the review: whether the draft can be sent, and afterwards the progress. */
export function ReviewStrip() {
  const { draft } = useWizard();
  return <div role="status">{draft.submitted ? <SubmissionStrip /> : <ValidationStrip />}</div>;
}

function ValidationStrip() {
  const { draft, facts } = useWizard();
  const { problems } = useWalk();
  const styles = useWizardStyles();
  if (problems.length === 0) return <Passed />;
  const { underWay, needAttention } = countReadiness(draft.rows.map((row) => readinessIn(facts, row.serverId)));
  const isRunning = (field: string) =>
    field === 'review' || (field === 'servers' && underWay > 0 && needAttention === 0);
  if (problems.every(({ field }) => isRunning(field))) {
    return (
      <MessageBar intent="info" icon={<Spinner size="tiny" aria-hidden="true" />} className={styles.bar}>
        <MessageBarBody>Running final validation…</MessageBarBody>
      </MessageBar>
    );
  }
  return <Missing problems={problems.filter(({ field }) => field !== 'review')} atMost={PROBLEMS_SHOWN} />;
}

function SubmissionStrip() {
  const { draft, submission } = useWizard();
  const styles = useWizardStyles();
  const { count, unknownBecause, askAgain } = submission;
  const { total, accepted, failed } = count;
  const notSent = count.notSent + count.unknown;
  const link = draft.vaultId !== undefined && (
    <RouteLink inline to={paths.vaultInstances(draft.vaultId)}>
      View backup instances
    </RouteLink>
  );
  if (count.unknown > 0 && unknownBecause) {
    return (
      <div className={styles.bar}>
        <ProblemBar
          title="It is not known which servers the vault has accepted"
          error={unknownBecause}
          onRetry={askAgain}
        />
      </div>
    );
  }
  if (count.sending + count.waiting > 0 || count.unknown > 0 || (failed + notSent === 0 && count.protected < total)) {
    return (
      <MessageBar
        intent="info"
        icon={<Spinner size="tiny" aria-hidden="true" />}
        layout="multiline"
        className={styles.bar}
      >
        <MessageBarBody>
          <MessageBarTitle>Configuring backup</MessageBarTitle>
          {accepted + failed} of {serversWords(total)} submitted
          {count.protected > 0 && `, ${String(count.protected)} protected`}
          {failed > 0 && `, ${String(failed)} failed`}. You can go to another page; the notifications show the progress.{' '}
          {link}
          <ProgressBar value={count.protected + failed} max={total} aria-label="Servers configured" />
        </MessageBarBody>
      </MessageBar>
    );
  }
  if (accepted === total) {
    return (
      <MessageBar intent="success" className={styles.bar}>
        <MessageBarBody>
          Backup is configured for {serversWords(total)}. {link}
        </MessageBarBody>
      </MessageBar>
    );
  }
  return (
    <MessageBar intent={failed > 0 ? 'error' : 'warning'} layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{titleFor(count)}</MessageBarTitle>
        {resultWords(count)}. What the vault has taken is not sent again. {link}
      </MessageBarBody>
    </MessageBar>
  );
}

function titleFor({ accepted, failed }: SubmissionCount): string {
  if (accepted > 0) return 'Not every server is configured';
  return failed > 0 ? 'Failed to configure backup' : 'Nothing was sent';
}

/** Such as `2 protected, 1 being configured, 1 failed`. */
function resultWords(count: SubmissionCount): string {
  const parts: [number, string][] = [
    [count.protected, 'protected'],
    [count.accepted - count.protected, 'being configured'],
    [count.failed, 'failed'],
    [count.notSent + count.unknown, 'not sent'],
  ];
  return parts
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${String(number)} ${what}`)
    .join(', ');
}

const serversWords = (count: number): string => `${String(count)} server${count === 1 ? '' : 's'}`;
