import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { matchPath, Navigate, useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { typeWritten, writtenType } from '#protocol/datasources.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths, patterns, policyIdOf } from '#paths';
import { backupPolicies, isNameTaken, NAME_TAKEN } from '#resources/backup-policies.ts';
import { serviceTime } from '#resources/service-time.ts';
import { vaults } from '#resources/vaults.ts';
import { CreateFooter } from '#ui/wizard/CreateFooter.tsx';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { Page } from '#ui/page/Page.tsx';
import type { Crumb } from '#ui/page/PageFrame.tsx';
import { returnAddress, withChoice } from '#ui/wizard/return-address.ts';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { useTabForm } from '#ui/wizard/tab-form.ts';
import { WizardFrame } from '#ui/wizard/WizardFrame.tsx';
import { useMoment, useWizardWalk } from '#ui/wizard/wizard-steps.ts';
import { CENTRE } from '#ui/text/centre.ts';
import { BasicsStep } from './BasicsStep.tsx';
import { elementIdOf, PolicyCreationContext, type PolicyCreation } from './create-policy-context.ts';
import { emptyPolicyForm, isPolicyForm, reducePolicyForm } from './policy-form.ts';
import { policyFrom } from './policy-from-form.ts';
import { policyProblems } from './policy-problems.ts';
import { isStepSlug, STEP_SLUGS, type StepSlug } from './step-slugs.ts';
import { useCreatePolicy } from './useCreatePolicy.ts';

const ScheduleStep = loadedWhenShown(async () => (await import('./ScheduleStep.tsx')).ScheduleStep);
const ReviewStep = loadedWhenShown(async () => (await import('./ReviewStep.tsx')).ReviewStep);

const STEPS = {
  basics: { title: 'Basics', Content: BasicsStep },
  schedule: { title: 'Schedule + retention', Content: ScheduleStep },
  review: { title: 'Review + create', Content: ReviewStep },
} as const satisfies Record<StepSlug, unknown>;
const WALK = STEP_SLUGS.map((slug) => ({ slug, title: STEPS[slug].title }));

/** One route for all tabs, so that the form stays mounted while they change. */
function CreatePolicyPage() {
  const { vaultId = '', step } = useParams();
  const { search } = useLocation();
  const vault = useQuery(vaults.byId(vaultId));
  if (!isStepSlug(step)) return <Navigate replace to={{ pathname: paths.createPolicy(vaultId), search }} />;
  if (vault.data) return <CreatePolicy key={vaultId} vaultId={vaultId} step={step} />;
  return (
    <Page
      breadcrumb={breadcrumbFor(vaultId, undefined)}
      title="Create Backup Policy"
      closeTo={paths.vaultPolicies(vaultId)}
    >
      <Loadable
        query={vault}
        skeleton={<RowsSkeleton rows={6} />}
        what="The Backup vault"
        back={{ to: paths.vaults(), label: 'Go to Backup vaults' }}
      >
        {() => null}
      </Loadable>
    </Page>
  );
}

/** **Create Backup Policy**: its tabs, and what happens when it is created or left. */
function CreatePolicy({ vaultId, step }: { vaultId: ResourceId; step: StepSlug }) {
  const { form, dispatch, discard } = useTabForm({
    key: `backup-portal.create-policy ${idKey(vaultId)}`,
    empty: emptyPolicyForm,
    isForm: isPolicyForm,
    reduce: reducePolicyForm,
  });
  const [search] = useSearchParams();
  const returnTo = returnAddress(search.get('returnTo'));
  const kind = typeWritten(search.get('datasource'));
  const navigate = useNavigate();
  const [openedAt] = useState(() => new Date(serviceTime()));
  const policy = useMemo(() => policyFrom(form, openedAt, kind.type), [form, openedAt, kind]);
  const { data: existing } = useQuery(backupPolicies.list(vaultId));
  const creation = useCreatePolicy(vaultId);

  const created = creation.data;
  useMoment(created !== undefined, () => {
    if (!created) return;
    discard();
    void navigate(returnTo === undefined ? paths.vaultPolicies(vaultId) : withChoice(returnTo, 'policy', created.id), {
      replace: true,
    });
  });

  const isSameName = (name: string | undefined) => name?.toLowerCase() === form.name.toLowerCase();
  const isTaken =
    !created &&
    (existing?.some(({ name }) => isSameName(name)) === true ||
      (isNameTaken(creation.error) && isSameName(creation.variables?.name)));
  const problems = policyProblems(form, isTaken ? NAME_TAKEN : undefined);
  const addressOf = (slug: StepSlug) => paths.createPolicy(vaultId, slug, returnTo, writtenType(kind.type));
  const closeTo = returnTo ?? paths.vaultPolicies(vaultId);
  const walk = useWizardWalk({
    steps: WALK,
    step,
    problems,
    checked: form.checked,
    onChecked: (steps) => dispatch({ type: 'stepsChecked', steps }),
    addressOf,
    elementIdOf,
  });

  const create = () => {
    creation.mutate(
      {
        id: policyIdOf(vaultId, form.name),
        name: form.name,
        policy: policyFrom(form, new Date(serviceTime()), kind.type),
      },
      {
        onError: (error) => {
          if (isNameTaken(error)) walk.toProblem([{ step: 'basics', field: 'name', message: NAME_TAKEN }]);
        },
      },
    );
  };

  const context: PolicyCreation = {
    vaultId,
    kind,
    form,
    dispatch,
    policy,
    problems,
    // A name that another policy has is told while it is typed.
    messageAt: (field) => walk.messageAt(field) ?? (isTaken && field === 'name' ? NAME_TAKEN : undefined),
    addressOf,
    creation,
  };
  const { Content } = STEPS[step];
  return (
    <PolicyCreationContext value={context}>
      <WizardFrame
        breadcrumb={breadcrumbFor(vaultId, returnTo)}
        title="Create Backup Policy"
        closeTo={closeTo}
        {...walk.frame}
        footer={
          <CreateFooter
            {...walk.footer}
            problem={problems[0]?.message}
            isCreating={creation.isPending}
            onCreate={create}
            onCancel={() => void navigate(closeTo)}
          />
        }
      >
        <Content />
      </WizardFrame>
      <LeaveDialog
        title="Leave without creating the backup policy?"
        isUnsaved={form.touched && !created}
        isPartOfIt={(pathname) => matchPath(patterns.createPolicy, pathname)?.params.vaultId === vaultId}
        onLeave={discard}
      >
        Your choices on this page will be lost.
      </LeaveDialog>
    </PolicyCreationContext>
  );
}

function breadcrumbFor(vaultId: ResourceId, returnTo: string | undefined): Crumb[] {
  const home = { label: 'Home', to: paths.home() };
  if (returnTo?.startsWith(paths.configureBackup('')) === true) {
    return [home, { label: CENTRE, to: paths.businessContinuity() }, { label: 'Configure Backup', to: returnTo }];
  }
  return [
    home,
    { label: 'Backup vaults', to: paths.vaults() },
    { label: `${lastName(vaultId)} | Backup policies`, to: paths.vaultPolicies(vaultId) },
  ];
}

export { CreatePolicyPage as Component };
