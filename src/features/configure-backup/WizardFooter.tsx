import { Button, Tooltip } from '@fluentui/react-components';
import { idKey } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { RouteLink } from '#ui/RouteLink.tsx';
import { plan } from './review/plan.ts';
import { canSend } from './review/submission.ts';
import type { StepSlug } from './step-slugs.ts';
import { useWizard } from './wizard-context.ts';

interface WizardFooterProps {
  step: StepSlug;
  onPrevious: (() => void) | undefined;
  onNext: () => void;
  /** The draft is being sent; from now on it must not change. */
  onConfigure: () => void;
}

export function WizardFooter({ step, onPrevious, onNext, onConfigure }: WizardFooterProps) {
  const { draft } = useWizard();
  if (draft.submitted) return <SubmittedFooter />;
  return (
    <>
      <Button disabledFocusable={!onPrevious} onClick={onPrevious}>
        Previous
      </Button>
      {step === 'review' ? (
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

function SubmittedFooter() {
  const { draft, servers, submission } = useWizard();
  const open = draft.rows.filter((row) => {
    const state = submission.submissions.get(idKey(row.serverId));
    return state !== undefined && canSend(state);
  });
  return (
    <>
      {open.length > 0 && (
        <Button appearance="primary" onClick={() => submission.send(plan({ ...draft, rows: open }, servers))}>
          Retry ({open.length})
        </Button>
      )}
      {draft.vaultId !== undefined && (
        <RouteLink to={paths.vaultInstances(draft.vaultId)}>View backup instances</RouteLink>
      )}
    </>
  );
}
