import { MessageBar, MessageBarBody, MessageBarTitle, ProgressBar, Spinner } from '@fluentui/react-components';
import { paths } from '#paths';
import { RouteLink } from '#ui/RouteLink.tsx';
import { addressOf } from '../draft-address.ts';
import { readinessIn } from '../problems.ts';
import { countReadiness } from '../readiness/verdict.ts';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import { isAccepted } from './submission.ts';

/** What stands on top of the review: whether it can be sent, and afterwards how far it has come. */
export function ReviewStrip() {
  const { draft } = useWizard();
  return <div role="status">{draft.submitted ? <SubmissionStrip /> : <ValidationStrip />}</div>;
}

function ValidationStrip() {
  const { draft, facts, problems } = useWizard();
  const styles = useWizardStyles();
  const { underWay, needAttention } = countReadiness(draft.rows.map((row) => readinessIn(facts, row.serverId)));
  const wrong = problems.filter((step) => step.problems.length > 0);
  const isOnlyRunning = wrong.every((step) => step.step === 'datasources' && step.problems.length === 1);
  if (underWay > 0 && needAttention === 0 && isOnlyRunning) {
    return (
      <MessageBar intent="info" icon={<Spinner size="tiny" aria-hidden="true" />} className={styles.bar}>
        <MessageBarBody>Running final validation…</MessageBarBody>
      </MessageBar>
    );
  }
  if (wrong.length === 0) {
    return (
      <MessageBar intent="success" className={styles.bar}>
        <MessageBarBody>Validation passed</MessageBarBody>
      </MessageBar>
    );
  }
  return (
    <MessageBar intent="error" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>Validation failed. Required information is missing or not valid.</MessageBarTitle>
        <ul>
          {wrong.flatMap(({ step, title, problems: list }) =>
            list.map((problem) => (
              <li key={step + problem.field + problem.message}>
                <RouteLink inline to={addressOf(step, draft)}>
                  {title}
                </RouteLink>
                : {problem.message}
              </li>
            )),
          )}
        </ul>
      </MessageBarBody>
    </MessageBar>
  );
}

function SubmissionStrip() {
  const { draft, submission } = useWizard();
  const styles = useWizardStyles();
  const all = [...submission.submissions.values()];
  const accepted = all.filter(isAccepted).length;
  const failed = all.filter(({ state }) => state === 'failed').length;
  const sending = all.filter(({ state }) => state === 'sending').length;
  const link = draft.vaultId !== undefined && (
    <RouteLink inline to={paths.vaultInstances(draft.vaultId)}>
      View backup instances
    </RouteLink>
  );
  if (sending > 0) {
    return (
      <MessageBar
        intent="info"
        icon={<Spinner size="tiny" aria-hidden="true" />}
        layout="multiline"
        className={styles.bar}
      >
        <MessageBarBody>
          <MessageBarTitle>Configuring backup</MessageBarTitle>
          {accepted} of {all.length} servers accepted{failed > 0 ? `, ${failed} failed` : ''}. You can leave this page;
          the notifications tell how it goes on.
          <ProgressBar value={accepted + failed} max={all.length} aria-label="Servers configured" />
        </MessageBarBody>
      </MessageBar>
    );
  }
  if (accepted === all.length) {
    return (
      <MessageBar intent="success" className={styles.bar}>
        <MessageBarBody>
          {all.every(({ state }) => state === 'protected')
            ? `Backup is configured for ${serversWords(accepted)}.`
            : `The vault has accepted ${serversWords(accepted)} and is setting up protection.`}{' '}
          {link}
        </MessageBarBody>
      </MessageBar>
    );
  }
  return (
    <MessageBar intent="error" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>
          {accepted > 0 ? 'Backup configured for some servers' : 'Failed to configure backup'}
        </MessageBarTitle>
        {accepted} succeeded, {failed} failed
        {all.length - accepted - failed > 0 ? `, ${all.length - accepted - failed} not sent` : ''}. {link}
      </MessageBarBody>
    </MessageBar>
  );
}

const serversWords = (count: number): string => `${count} server${count === 1 ? '' : 's'}`;
