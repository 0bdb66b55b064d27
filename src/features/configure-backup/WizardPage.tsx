import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Navigate, useNavigate } from 'react-router';
import { paths } from '#paths';
import { parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { vaults } from '#resources/vaults.ts';
import { useHiddenText } from '#ui/hidden-text.ts';
import { loadedWhenShown } from '#ui/loaded-when-shown.tsx';
import type { Crumb } from '#ui/PageFrame.tsx';
import { WizardFrame } from '#ui/WizardFrame.tsx';
import { tabState } from '#ui/wizard-steps.ts';
import { addressOf } from './draft-address.ts';
import { DraftNotices } from './DraftNotices.tsx';
import type { Draft } from './draft.ts';
import { elementIdOf, type FieldId, type Problem } from './problems.ts';
import { useDatasourcesView } from './readiness/useDatasourcesView.ts';
import { useGrant } from './readiness/useGrant.ts';
import { useFinalValidation } from './review/useFinalValidation.ts';
import { useSubmission } from './review/useSubmission.ts';
import { isStepSlug, type StepSlug } from './step-slugs.ts';
import { steps } from './steps.ts';
import { useDraft } from './useDraft.ts';
import { useFacts, type Known } from './useFacts.ts';
import { WizardContext, type Wizard } from './wizard-context.ts';
import { WizardFooter } from './WizardFooter.tsx';

// Needed once there is something to lose.
const LeaveDialog = loadedWhenShown(async () => (await import('#ui/LeaveDialog.tsx')).LeaveDialog);

export function WizardPage({ step }: { step: StepSlug }) {
  const { draft, dispatch, discard } = useDraft(step);
  const grant = useGrant();
  const known = useFacts(draft);
  const datasourcesView = useDatasourcesView();
  const submission = useSubmission(draft);
  const navigate = useNavigate();
  const hidden = useHiddenText();
  const focus = useProblemFocus();
  const { cameFrom } = draft;
  const { count, wasSentHere } = submission;
  useArrival(draft.submitted && wasSentHere && count.total > 0 && count.protected === count.total, () => {
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
  const problemsOf = (slug: StepSlug): Problem[] => problems.find((each) => each.step === slug)?.problems ?? [];
  const isChecked = (slug: StepSlug) => draft.checked.includes(slug);
  const at = steps.findIndex((each) => each.slug === step);
  const { Content } = steps[at] ?? steps[0];
  const messages = new Map(problemsOf(step).map(({ field, message }) => [field, message]));

  const wizard: Wizard = {
    ...known,
    draft,
    dispatch,
    grant,
    datasourcesView,
    submission,
    problems,
    problemAt: (field) => (isChecked(step) ? messages.get(field) : undefined),
  };

  const go = (slug: StepSlug) => {
    // The last step looks at all of them; otherwise only the one that is left.
    dispatch({ type: 'stepsChecked', steps: slug === 'review' ? steps.map((each) => each.slug) : [step] });
    void navigate(addressOf(slug, draft));
  };
  const next = () => {
    const found = problemsOf(step);
    dispatch({ type: 'stepsChecked', steps: [step] });
    const following = steps[at + 1];
    if (found.length > 0) focus.on(found);
    else if (following) go(following.slug);
  };
  const previous = steps[at - 1];
  const isUnsaved = draft.touched && !draft.submitted;

  if (draft.submitted && step !== 'review') return <Navigate replace to={addressOf('review', draft)} />;
  return (
    <WizardContext value={wizard}>
      <WizardFrame
        breadcrumb={breadcrumbFor(cameFrom)}
        title="Configure Backup"
        closeTo={cameFrom === undefined ? paths.businessContinuity() : paths.vault(cameFrom)}
        tabs={steps.map(({ slug, title }) => ({
          slug,
          title,
          state: tabState(slug, isChecked(slug), problemsOf(slug).length),
        }))}
        current={step}
        onGo={(slug) => {
          if (isStepSlug(slug)) go(slug);
        }}
        footer={
          <WizardFooter
            step={step}
            onPrevious={previous && (() => go(previous.slug))}
            onNext={next}
            onConfigure={() => dispatch({ type: 'submitted' })}
          />
        }
      >
        {step !== 'review' && <DraftNotices />}
        <Content />
        <div role="status" className={hidden.root}>
          {focus.announcement}
        </div>
      </WizardFrame>
      {isUnsaved && (
        <LeaveDialog title="Leave without configuring backup?" isUnsaved isPartOfIt={isPartOfWizard} onLeave={discard}>
          Your choices in this wizard will be lost.
        </LeaveDialog>
      )}
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
  if (vaultId === undefined) return [home, { label: 'Business Continuity Center', to: paths.businessContinuity() }];
  return [
    home,
    { label: 'Backup vaults', to: paths.vaults() },
    { label: parseResourceId(vaultId)?.name ?? vaultId, to: paths.vault(vaultId) },
  ];
}

/** Moves the focus to the first problem's field, once it is marked on the screen, and says how many there are. */
function useProblemFocus() {
  const [told, setTold] = useState<{ field: FieldId; count: number; time: number }>();
  useEffect(() => {
    if (told) document.getElementById(elementIdOf(told.field))?.focus();
  }, [told]);
  return {
    on: (problems: Problem[]) => {
      const [first] = problems;
      if (first) setTold((before) => ({ field: first.field, count: problems.length, time: (before?.time ?? 0) + 1 }));
    },
    announcement: told && `${told.count} problem${told.count === 1 ? '' : 's'} to fix before you can continue.`,
  };
}

/** Runs once, when everything that was sent from this page is protected. */
function useArrival(arrived: boolean, onArrival: () => void) {
  useEffect(() => {
    if (arrived) onArrival();
    // Only the moment counts; the callback is a new one on each rendering.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [arrived]);
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
