import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Navigate, useNavigate } from 'react-router';
import { paths } from '#paths';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { vaults } from '#resources/vaults.ts';
import type { SlugOf } from '#ui/wizard/define-wizard.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import type { Crumb } from '#ui/page/PageFrame.tsx';
import { WizardFooter } from '#ui/wizard/WizardFooter.tsx';
import { WizardFrame } from '#ui/wizard/WizardFrame.tsx';
import { CENTRE } from '#ui/text/center.ts';
import { useMoment, useWizardWalk } from '#ui/wizard/wizard-walk.ts';
import { configureBackupWizard } from './configure-backup-wizard.ts';
import { addressOf } from './draft-address.ts';
import { kindOf } from './draft.ts';
import type { Draft } from './draft-schema.ts';
import { useDatasourcesView } from './readiness/useDatasourcesView.ts';
import { useGrant } from './readiness/useGrant.ts';
import { useFinalValidation } from './review/useFinalValidation.ts';
import { useSubmission } from './review/useSubmission.ts';
import { useDraft } from './useDraft.ts';
import { useFacts, type Known } from './useFacts.ts';
import { WizardContext, type Wizard } from './wizard-context.ts';

// Loaded when there is a notice.
const DraftNotices = loadedWhenShown(async () => (await import('./DraftNotices.tsx')).DraftNotices);
// Loaded with the last step, with everything for sending.
const ReviewFooter = loadedWhenShown(async () => (await import('./review/ReviewFooter.tsx')).ReviewFooter);

interface WizardPageProps {
  step: SlugOf<typeof configureBackupWizard>;
  /** The tab's stored state of the wizard. */
  kept: Draft | undefined;
}

/** **Configure Backup**: what happens when it is sent or left. */
export function WizardPage({ step, kept }: WizardPageProps) {
  const { draft, dispatch, discard } = useDraft(step, kept);
  const grant = useGrant();
  const known = useFacts(draft);
  const datasourcesView = useDatasourcesView();
  const submission = useSubmission(draft);
  const navigate = useNavigate();
  const { cameFrom } = draft;
  const { count, wasSentHere } = submission;
  useMoment(draft.submitted && wasSentHere && count.total > 0 && count.protected === count.total, () => {
    discard();
    void navigate(paths.vaultInstances(draft.vaultId ?? ''));
  });
  useSecondLook(draft, known.readiness);

  const isLookingAgain = useFinalValidation(draft, step === 'review');

  const walk = useWizardWalk(configureBackupWizard, {
    step,
    form: draft,
    facts: { ...known.facts, isLookingAgain },
    checked: draft.checked,
    onChecked: (checked) => dispatch({ type: 'stepsChecked', steps: checked }),
    addressOf: (slug) => addressOf(slug, draft),
  });

  const wizard: Wizard = {
    ...known,
    draft,
    kind: kindOf(draft),
    dispatch,
    grant,
    datasourcesView,
    submission,
    problemAt: walk.messageAt,
  };

  if (draft.submitted && step !== 'review') return <Navigate replace to={addressOf('review', draft)} />;
  const end = <ReviewFooter onConfigure={() => dispatch({ type: 'submitted' })} />;
  return (
    <WizardContext value={wizard}>
      <WizardFrame
        walk={walk}
        breadcrumb={breadcrumbFor(cameFrom)}
        closeTo={cameFrom === undefined ? paths.businessContinuity() : paths.vault(cameFrom)}
        footer={draft.submitted ? end : <WizardFooter>{end}</WizardFooter>}
      >
        {step !== 'review' && (
          // Mounted from the start, so that a screen reader reads what appears in it.
          <div role="status">{canHaveNotices(draft) && <DraftNotices />}</div>
        )}
      </WizardFrame>
      <LeaveDialog
        title="Leave without configuring backup?"
        isUnsaved={draft.touched && !draft.submitted}
        isPartOfIt={isPartOfWizard}
        onLeave={discard}
      >
        Your choices in this wizard will be lost.
      </LeaveDialog>
    </WizardContext>
  );
}

const canHaveNotices = ({ notices, policyId, rows }: Draft): boolean =>
  notices.length > 0 || policyId !== undefined || rows.length > 0;

/**
 * Going from step to step is not leaving, and neither is creating a policy: the person returns from it, and the draft
 * stays in the tab until then.
 */
const isPartOfWizard = (path: string): boolean =>
  path.startsWith(paths.configureBackup('')) || /^\/vaults\/[^/]+\/policies\/create(\/|$)/.test(path);

function breadcrumbFor(vaultId: ResourceId | undefined): Crumb[] {
  const home = { label: 'Home', to: paths.home() };
  if (vaultId === undefined) return [home, { label: CENTRE, to: paths.businessContinuity() }];
  return [home, { label: 'Backup vaults', to: paths.vaults() }, { label: lastName(vaultId), to: paths.vault(vaultId) }];
}

/** A check that fails may mean that a vault or a policy was deleted meanwhile: they are read again then. */
function useSecondLook({ vaultId }: Draft, readiness: Known['readiness']) {
  const client = useQueryClient();
  const failed = [...readiness.values()].filter((row) => row.readiness.state === 'failed').length;
  useEffect(() => {
    if (vaultId === undefined || failed === 0) return;
    for (const { queryKey } of [vaults.byId(vaultId), backupPolicies.list(vaultId)]) {
      void client.invalidateQueries({ queryKey });
    }
  }, [client, vaultId, failed]);
}
