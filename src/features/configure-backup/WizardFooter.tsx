import { Button, Tooltip } from '@fluentui/react-components';
import { idKey } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { RouteLink } from '#ui/RouteLink.tsx';
import { plan } from './review/plan.ts';
import { isAccepted, type Submission } from './review/submission.ts';
import { useWizard } from './wizard-context.ts';

interface WizardFooterProps {
  isLast: boolean;
  onPrevious: (() => void) | undefined;
  onNext: () => void;
  /** The draft is being sent; from now on it must not change. */
  onConfigure: () => void;
}

export function WizardFooter({ isLast, onPrevious, onNext, onConfigure }: WizardFooterProps) {
  const { draft } = useWizard();
  if (draft.submitted) return <SubmittedFooter />;
  return (
    <>
      <Button disabledFocusable={!onPrevious} onClick={onPrevious}>
        Previous
      </Button>
      {isLast ? (
        <ConfigureButton onConfigure={onConfigure} />
      ) : (
        <Button appearance="primary" onClick={onNext}>
          Next
        </Button>
      )}
    </>
  );
}

function ConfigureButton({ onConfigure }: { onConfigure: () => void }) {
  const { draft, servers, problems, submission } = useWizard();
  const first = problems.flatMap((step) => step.problems)[0];
  const button = (
    <Button
      appearance="primary"
      disabledFocusable={first !== undefined}
      onClick={() => {
        onConfigure();
        submission.send(plan(draft, servers));
      }}
    >
      Configure backup
    </Button>
  );
  if (!first) return button;
  return (
    <Tooltip content={first.message} relationship="description">
      {button}
    </Tooltip>
  );
}

/** Once it was sent: only what was not taken can be sent again, or changed. */
function SubmittedFooter() {
  const { draft, dispatch, servers, submission } = useWizard();
  const { submissions, count } = submission;
  const rowsThat = (fits: (submission: Submission) => boolean) =>
    draft.rows.filter((row) => fits(submissions.get(idKey(row.serverId)) ?? { state: 'unknown' }));
  const send = (state: Submission['state']) => {
    const rows = rowsThat((each) => each.state === state);
    submission.send(plan({ ...draft, rows }, servers));
  };
  const isUnderWay = count.sending + count.waiting > 0;
  const canChange = !isUnderWay && count.accepted < count.total;
  return (
    <>
      {count.failed > 0 && (
        <Button appearance="primary" disabledFocusable={!servers} onClick={() => send('failed')}>
          Retry failed ({count.failed})
        </Button>
      )}
      {count.notSent > 0 && (
        <Button
          appearance={count.failed > 0 ? 'secondary' : 'primary'}
          disabledFocusable={!servers}
          onClick={() => send('notSent')}
        >
          Configure the remaining ({count.notSent})
        </Button>
      )}
      {canChange && (
        <Button onClick={() => dispatch({ type: 'reopened', taken: rowsThat(isAccepted).map((row) => row.serverId) })}>
          Change choices
        </Button>
      )}
      {draft.vaultId !== undefined && (
        <RouteLink to={paths.vaultInstances(draft.vaultId)}>View backup instances</RouteLink>
      )}
    </>
  );
}
