import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { matchPath, Navigate, useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import type { ResourceId } from '#protocol/resource-id.ts';
import { paths, patterns, policyIdOf } from '#paths';
import { backupPolicies, isNameTaken, NAME_TAKEN } from '#resources/backup-policies.ts';
import { CreateFooter } from '#ui/CreateFooter.tsx';
import { useHiddenText } from '#ui/hidden-text.ts';
import { loadedWhenShown } from '#ui/loaded-when-shown.tsx';
import type { Crumb } from '#ui/PageFrame.tsx';
import { returnAddress, withChoice } from '#ui/return-address.ts';
import { WizardFrame } from '#ui/WizardFrame.tsx';
import { tabState, useProblemFocus } from '#ui/wizard-steps.ts';
import { BasicsStep } from './BasicsStep.tsx';
import { elementIdOf, PolicyCreationContext, type PolicyCreation } from './create-policy-context.ts';
import { policyFrom } from './policy-from-form.ts';
import { policyProblems, type PolicyProblem } from './policy-problems.ts';
import { isStepSlug, STEP_SLUGS, type StepSlug } from './step-slugs.ts';
import { useCreatePolicy } from './useCreatePolicy.ts';
import { usePolicyForm } from './usePolicyForm.ts';

const ScheduleStep = loadedWhenShown(async () => (await import('./ScheduleStep.tsx')).ScheduleStep);
const ReviewStep = loadedWhenShown(async () => (await import('./ReviewStep.tsx')).ReviewStep);
// Needed once there is something to lose.
const LeaveDialog = loadedWhenShown(async () => (await import('#ui/LeaveDialog.tsx')).LeaveDialog);

const STEPS = {
  basics: { title: 'Basics', Content: BasicsStep },
  schedule: { title: 'Schedule + retention', Content: ScheduleStep },
  review: { title: 'Review + create', Content: ReviewStep },
} as const satisfies Record<StepSlug, unknown>;

/** One route for all tabs, so that the form stays mounted while they change. */
function CreatePolicyPage() {
  const { vaultId = '', step } = useParams();
  const { search } = useLocation();
  if (!isStepSlug(step)) return <Navigate replace to={{ pathname: paths.createPolicy(vaultId), search }} />;
  return <CreatePolicy key={vaultId} vaultId={vaultId} step={step} />;
}

/** **Create Backup Policy**: its tabs, and what happens when it is created or left. */
function CreatePolicy({ vaultId, step }: { vaultId: ResourceId; step: StepSlug }) {
  const { form, dispatch, discard } = usePolicyForm(vaultId);
  const [search] = useSearchParams();
  const returnTo = returnAddress(search.get('returnTo'));
  const navigate = useNavigate();
  const hidden = useHiddenText();
  const focus = useProblemFocus<PolicyProblem>(step, elementIdOf);
  const [openedAt] = useState(() => new Date());
  const policy = useMemo(() => policyFrom(form, openedAt), [form, openedAt]);
  const { data: existing } = useQuery(backupPolicies.list(vaultId));
  const creation = useCreatePolicy(vaultId);

  const created = creation.data;
  useEffect(() => {
    if (!created) return;
    discard();
    void navigate(returnTo === undefined ? paths.vaultPolicies(vaultId) : withChoice(returnTo, 'policy', created.id), {
      replace: true,
    });
    // Only the moment counts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [created]);

  const isSameName = (name: string | undefined) => name?.toLowerCase() === form.name.toLowerCase();
  const isTaken =
    !created &&
    (existing?.some(({ name }) => isSameName(name)) === true ||
      (isNameTaken(creation.error) && isSameName(creation.variables?.name)));
  const problems = policyProblems(form, isTaken ? NAME_TAKEN : undefined);
  const problemsOf = (slug: StepSlug) => problems.filter((problem) => problem.step === slug);
  const isChecked = (slug: StepSlug) => form.checked.includes(slug);
  const at = STEP_SLUGS.indexOf(step);
  const previous = STEP_SLUGS[at - 1];
  const following = STEP_SLUGS[at + 1];
  const addressOf = (slug: StepSlug) => paths.createPolicy(vaultId, slug, returnTo);
  const closeTo = returnTo ?? paths.vaultPolicies(vaultId);

  const go = (slug: StepSlug) => {
    // The last tab looks at all of them; otherwise only the one that is left.
    dispatch({ type: 'stepsChecked', steps: slug === 'review' ? STEP_SLUGS : [step] });
    focus.forget();
    void navigate(addressOf(slug));
  };
  const next = () => {
    const found = problemsOf(step);
    dispatch({ type: 'stepsChecked', steps: [step] });
    if (found.length > 0) focus.on(found);
    else if (following) go(following);
  };
  const create = () => {
    creation.mutate(
      { id: policyIdOf(vaultId, form.name), name: form.name, policy: policyFrom(form, new Date()) },
      {
        onError: (error) => {
          if (!isNameTaken(error)) return;
          void navigate(addressOf('basics'));
          focus.on([{ step: 'basics', field: 'name', message: NAME_TAKEN }]);
        },
      },
    );
  };

  const context: PolicyCreation = {
    vaultId,
    form,
    dispatch,
    policy,
    problems,
    messageAt: (field) => {
      const found = problems.find((problem) => problem.field === field);
      // A name that another policy has is told while it is typed.
      return found && (isChecked(found.step) || found.message === NAME_TAKEN) ? found.message : undefined;
    },
    addressOf,
    creation,
  };
  const { Content } = STEPS[step];
  const isUnsaved = form.touched && !created;
  return (
    <PolicyCreationContext value={context}>
      <WizardFrame
        breadcrumb={breadcrumbFor(vaultId, returnTo)}
        title="Create Backup Policy"
        closeTo={closeTo}
        tabs={STEP_SLUGS.map((slug) => ({
          slug,
          title: STEPS[slug].title,
          state: tabState(slug, isChecked(slug), problemsOf(slug).length),
        }))}
        current={step}
        onGo={(slug) => {
          if (isStepSlug(slug)) go(slug);
        }}
        footer={
          <CreateFooter
            isLast={following === undefined}
            problem={problems[0]?.message}
            isCreating={creation.isPending}
            onPrevious={previous && (() => go(previous))}
            onNext={next}
            onCreate={create}
            onCancel={() => void navigate(closeTo)}
          />
        }
      >
        <Content />
        <div role="status" className={hidden.root}>
          {focus.announcement}
        </div>
      </WizardFrame>
      {isUnsaved && (
        <LeaveDialog
          title="Leave without creating the backup policy?"
          isUnsaved
          isPartOfIt={(pathname) => matchPath(patterns.createPolicy, pathname)?.params.vaultId === vaultId}
          onLeave={discard}
        >
          Your choices on this page will be lost.
        </LeaveDialog>
      )}
    </PolicyCreationContext>
  );
}

function breadcrumbFor(vaultId: ResourceId, returnTo: string | undefined): Crumb[] {
  const home = { label: 'Home', to: paths.home() };
  if (returnTo?.startsWith(paths.configureBackup('')) === true) {
    return [
      home,
      { label: 'Business Continuity Center', to: paths.businessContinuity() },
      { label: 'Configure Backup', to: returnTo },
    ];
  }
  return [
    home,
    { label: 'Backup vaults', to: paths.vaults() },
    { label: `${vaultId.split('/').at(-1) ?? vaultId} | Backup policies`, to: paths.vaultPolicies(vaultId) },
  ];
}

export { CreatePolicyPage as Component };
