import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Navigate, useNavigate } from 'react-router';
import { paths } from '#paths';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { vaults } from '#resources/vaults.ts';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import type { Crumb } from '#ui/page/PageFrame.tsx';
import { WizardFrame } from '#ui/wizard/WizardFrame.tsx';
import { useMoment, useWizardWalk } from '#ui/wizard/wizard-steps.ts';
import { CENTRE } from '#ui/text/centre.ts';
import { addressOf } from './draft-address.ts';
import { DraftNotices } from './DraftNotices.tsx';
import type { Draft } from './draft.ts';
import { elementIdOf } from './problems.ts';
import { useDatasourcesView } from './readiness/useDatasourcesView.ts';
import { useGrant } from './readiness/useGrant.ts';
import { useFinalValidation } from './review/useFinalValidation.ts';
import { useSubmission } from './review/useSubmission.ts';
import type { StepSlug } from './step-slugs.ts';
import { steps } from './steps.ts';
import { useDraft } from './useDraft.ts';
import { useFacts, type Known } from './useFacts.ts';
import { WizardContext, type Wizard } from './wizard-context.ts';
import { WizardFooter } from './WizardFooter.tsx';

export function WizardPage({ step }: { step: StepSlug }) {
  const { draft, dispatch, discard } = useDraft(step);
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

  const problems = steps.map(({ slug, title, problems: find }) => ({
    step: slug,
    title,
    problems: find(draft, { ...known.facts, isLookingAgain }),
  }));
  const walk = useWizardWalk({
    steps,
    step,
    problems: problems.flatMap((each) => each.problems.map((problem) => ({ ...problem, step: each.step }))),
    checked: draft.checked,
    onChecked: (checked) => dispatch({ type: 'stepsChecked', steps: checked }),
    addressOf: (slug) => addressOf(slug, draft),
    elementIdOf,
  });
  const { Content } = steps.find((each) => each.slug === step) ?? steps[0];

  const wizard: Wizard = {
    ...known,
    draft,
    dispatch,
    grant,
    datasourcesView,
    submission,
    problems,
    problemAt: walk.messageAt,
  };

  if (draft.submitted && step !== 'review') return <Navigate replace to={addressOf('review', draft)} />;
  return (
    <WizardContext value={wizard}>
      <WizardFrame
        breadcrumb={breadcrumbFor(cameFrom)}
        title="Configure Backup"
        closeTo={cameFrom === undefined ? paths.businessContinuity() : paths.vault(cameFrom)}
        {...walk.frame}
        footer={<WizardFooter {...walk.footer} onConfigure={() => dispatch({ type: 'submitted' })} />}
      >
        {step !== 'review' && <DraftNotices />}
        <Content />
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

/**
 * Going from step to step is not leaving, and neither is creating a policy: one comes back from it, and the draft is kept
 * in the tab until then.
 */
const isPartOfWizard = (path: string): boolean =>
  path.startsWith(paths.configureBackup('')) || /^\/vaults\/[^/]+\/policies\/create(\/|$)/.test(path);

function breadcrumbFor(vaultId: ResourceId | undefined): Crumb[] {
  const home = { label: 'Home', to: paths.home() };
  if (vaultId === undefined) return [home, { label: CENTRE, to: paths.businessContinuity() }];
  return [home, { label: 'Backup vaults', to: paths.vaults() }, { label: lastName(vaultId), to: paths.vault(vaultId) }];
}

/** A check that fails may tell of a vault or a policy that went away meanwhile: they are looked up again then. */
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
