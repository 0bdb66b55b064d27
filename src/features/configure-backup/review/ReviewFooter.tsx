import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import { idKey } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { SubmitButton } from '#ui/wizard/SubmitButton.tsx';
import { useWalk } from '#ui/wizard/wizard-walk.ts';
import { useWizard } from '../wizard-context.ts';
import { plan, type PlannedInstance } from './plan.ts';
import { sendPlan } from './send-plan.ts';
import { isAccepted, type Submission } from './submission.ts';

interface ReviewFooterProps {
  /** The draft is being sent; from now on it must not change. */
  onConfigure: () => void;
}

/** The buttons of the last step: sending the draft, and then what can be done about refused rows. */
export function ReviewFooter({ onConfigure }: ReviewFooterProps) {
  const { draft } = useWizard();
  return draft.submitted ? <SubmittedFooter /> : <ConfigureButton onConfigure={onConfigure} />;
}

function useSend(): (planned: readonly PlannedInstance[]) => void {
  const client = useQueryClient();
  const { here } = useWalk();
  return (planned) => {
    sendPlan(client, planned, here);
  };
}

function ConfigureButton({ onConfigure }: ReviewFooterProps) {
  const { draft, servers } = useWizard();
  const send = useSend();
  return (
    <SubmitButton
      onSubmit={() => {
        onConfigure();
        send(plan(draft, servers));
      }}
    >
      Configure backup
    </SubmitButton>
  );
}

/** After sending: only refused rows can be sent again, or changed. */
function SubmittedFooter() {
  const { draft, dispatch, servers, submission } = useWizard();
  const { submissions, count } = submission;
  const send = useSend();
  const rowsThat = (fits: (submission: Submission) => boolean) =>
    draft.rows.filter((row) => fits(submissions.get(idKey(row.serverId)) ?? { state: 'unknown' }));
  const sendThose = (state: Submission['state']) => {
    const rows = rowsThat((each) => each.state === state);
    send(plan({ ...draft, rows }, servers));
  };
  const isUnderWay = count.sending + count.waiting > 0;
  const canChange = !isUnderWay && count.accepted < count.total;
  return (
    <>
      {count.failed > 0 && (
        <Button appearance="primary" disabledFocusable={!servers} onClick={() => sendThose('failed')}>
          Retry failed ({count.failed})
        </Button>
      )}
      {count.notSent > 0 && (
        <Button
          appearance={count.failed > 0 ? 'secondary' : 'primary'}
          disabledFocusable={!servers}
          onClick={() => sendThose('notSent')}
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
