import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { matchPath, useNavigate, useParams, useSearchParams } from 'react-router';
import { typeWritten, writtenType } from '#protocol/datasources.ts';
import { idKey, lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths, patterns, policyIdOf } from '#paths';
import { backupPolicies, isNameTaken, NAME_TAKEN } from '#resources/backup-policies.ts';
import { serviceTime } from '#resources/service-time.ts';
import { vaults } from '#resources/vaults.ts';
import { messageFor } from '#ui/form/field-problems.ts';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { Page } from '#ui/page/Page.tsx';
import type { Crumb } from '#ui/page/PageFrame.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { CENTRE } from '#ui/text/center.ts';
import { AtStep } from '#ui/wizard/AtStep.tsx';
import type { SlugOf } from '#ui/wizard/define-wizard.ts';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import { returnAddress, withChoice } from '#ui/wizard/return-address.ts';
import { SubmitButton } from '#ui/wizard/SubmitButton.tsx';
import { useTabForm } from '#ui/wizard/tab-form.ts';
import { useMoment, useWizardWalk } from '#ui/wizard/wizard-walk.ts';
import { WizardFooter } from '#ui/wizard/WizardFooter.tsx';
import { WizardFrame } from '#ui/wizard/WizardFrame.tsx';
import { PolicyCreationContext, type PolicyCreation } from './create-policy-context.ts';
import { createPolicyWizard, keptPolicyForm } from './create-policy-wizard.ts';
import { emptyPolicyForm, reducePolicyForm } from './policy-form.ts';
import { policyFrom } from './policy-from-form.ts';
import { useCreatePolicy } from './useCreatePolicy.ts';

function CreatePolicyPage() {
  const { vaultId = '' } = useParams();
  const vault = useQuery(vaults.byId(vaultId));
  return (
    <AtStep wizard={createPolicyWizard} first={paths.createPolicy(vaultId)}>
      {(step) =>
        vault.data ? (
          <CreatePolicy key={vaultId} vaultId={vaultId} step={step} />
        ) : (
          <Page
            breadcrumb={breadcrumbFor(vaultId, undefined)}
            title={createPolicyWizard.title}
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
        )
      }
    </AtStep>
  );
}

interface CreatePolicyProps {
  vaultId: ResourceId;
  step: SlugOf<typeof createPolicyWizard>;
}

/** **Create Backup Policy**: what happens when it is created or left. */
function CreatePolicy({ vaultId, step }: CreatePolicyProps) {
  const { form, dispatch, discard } = useTabForm({
    key: `backup-portal.create-policy ${idKey(vaultId)}`,
    empty: emptyPolicyForm,
    schema: keptPolicyForm,
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
  const closeTo = returnTo ?? paths.vaultPolicies(vaultId);
  const walk = useWizardWalk(createPolicyWizard, {
    step,
    form,
    facts: { takenName: isTaken ? NAME_TAKEN : undefined },
    checked: form.checked,
    onChecked: (steps) => dispatch({ type: 'stepsChecked', steps }),
    addressOf: (slug) => paths.createPolicy(vaultId, slug, returnTo, writtenType(kind.type)),
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
    // A name that is taken is reported while it is typed.
    messageAt: (field) => walk.messageAt(field) ?? (isTaken && field === 'name' ? NAME_TAKEN : undefined),
    nameProblem: messageFor(walk.problems, 'name'),
    failure: creation.error,
  };
  return (
    <PolicyCreationContext value={context}>
      <WizardFrame
        walk={walk}
        breadcrumb={breadcrumbFor(vaultId, returnTo)}
        closeTo={closeTo}
        footer={
          <WizardFooter onCancel={() => void navigate(closeTo)}>
            <SubmitButton busy={creation.isPending && 'Creating…'} onSubmit={create}>
              Create
            </SubmitButton>
          </WizardFooter>
        }
      />
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
