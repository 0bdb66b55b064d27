import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { matchPath, Navigate, useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { vaultNameProblem } from '#protocol/names.ts';
import { resourceGroupScope } from '#protocol/resource-id.ts';
import { paths, patterns } from '#paths';
import { resourceGroups } from '#resources/resource-groups.ts';
import { locations, subscriptions } from '#resources/subscriptions.ts';
import { vaultCreation } from '#resources/vault-creation.ts';
import { vaults } from '#resources/vaults.ts';
import { CreateFooter } from '#ui/wizard/CreateFooter.tsx';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { returnAddress, withChoice } from '#ui/wizard/return-address.ts';
import { useTabForm } from '#ui/wizard/tab-form.ts';
import { vaultIdOf } from '#ui/form/vault-form.ts';
import { WizardFrame } from '#ui/wizard/WizardFrame.tsx';
import { useMoment, useWizardWalk } from '#ui/wizard/wizard-steps.ts';
import { BasicsStep } from './BasicsStep.tsx';
import { elementIdOf, VaultCreationContext, type VaultCreation } from './create-vault-context.ts';
import { isStepSlug, STEP_SLUGS, STEP_TITLES, type StepSlug } from './step-slugs.ts';
import { emptyVaultDraft, isVaultDraft, reduceVaultDraft, vaultInputFrom, type VaultDraft } from './vault-draft.ts';
import { draftProblems } from './vault-problems.ts';

const PropertiesStep = loadedWhenShown(async () => (await import('./PropertiesStep.tsx')).PropertiesStep);
const TagsStep = loadedWhenShown(async () => (await import('./TagsStep.tsx')).TagsStep);
const ReviewStep = loadedWhenShown(async () => (await import('./ReviewStep.tsx')).ReviewStep);

const WALK = STEP_SLUGS.map((slug) => ({ slug, title: STEP_TITLES[slug] }));
const CONTENTS = { basics: BasicsStep, properties: PropertiesStep, tags: TagsStep, review: ReviewStep };

/** One route for all tabs, so that the form stays mounted while they change. */
function CreateVaultPage() {
  const { step } = useParams();
  const { search } = useLocation();
  if (!isStepSlug(step)) return <Navigate replace to={{ pathname: paths.createVault(), search }} />;
  return <CreateVault step={step} />;
}

/** **Create Backup Vault**: its tabs, and what happens when it is created or left. */
function CreateVault({ step }: { step: StepSlug }) {
  const {
    form: chosen,
    dispatch,
    discard,
  } = useTabForm({
    key: 'backup-portal.create-vault',
    empty: emptyVaultDraft,
    isForm: isVaultDraft,
    reduce: reduceVaultDraft,
  });
  const [search] = useSearchParams();
  const returnTo = returnAddress(search.get('returnTo'));
  const navigate = useNavigate();
  const lists = useLists(chosen.subscriptionId);
  // The first subscription stands there as long as none was chosen.
  const draft = { ...chosen, subscriptionId: chosen.subscriptionId ?? lists.subscriptions.data?.[0]?.subscriptionId };
  const [leftName, setLeftName] = useState('');
  const availability = useNameAvailability(draft, leftName === draft.name || draft.checked.includes('basics'));
  const creation = useMutation({ ...vaultCreation, onSuccess: discard });

  const created = creation.data;
  useMoment(created !== undefined, () => {
    if (!created) return;
    void navigate(returnTo === undefined ? paths.vault(created.id) : withChoice(returnTo, 'vault', created.id), {
      replace: true,
    });
  });

  const groupNames = (lists.groups.data ?? []).map(({ name }) => name);
  const problems = draftProblems(draft, { groupNames, nameTaken: availability.taken });
  const addressOf = (slug: StepSlug) => paths.createVault(slug, returnTo);
  const closeTo = returnTo ?? paths.vaults();
  const walk = useWizardWalk({
    steps: WALK,
    step,
    problems,
    checked: draft.checked,
    onChecked: (steps) => dispatch({ type: 'stepsChecked', steps }),
    addressOf,
    elementIdOf,
  });

  // What is wrong with a name is told when one has left it.
  const isNameLeft = draft.name !== '' && draft.name === leftName;
  const nameMessage = isNameLeft ? problems.find(({ field }) => field === 'name')?.message : undefined;
  const context: VaultCreation = {
    draft,
    dispatch,
    lists,
    problems,
    messageAt: (field) => walk.messageAt(field) ?? (field === 'name' ? nameMessage : undefined),
    isNameFree: availability.isFree,
    onNameLeft: () => setLeftName(draft.name),
    addressOf,
    creation,
  };
  const Content = CONTENTS[step];
  return (
    <VaultCreationContext value={context}>
      <WizardFrame
        breadcrumb={[
          { label: 'Home', to: paths.home() },
          { label: 'Backup vaults', to: paths.vaults() },
        ]}
        title="Create Backup Vault"
        closeTo={closeTo}
        {...walk.frame}
        footer={
          <CreateFooter
            {...walk.footer}
            problem={problems[0]?.message}
            isCreating={creation.isPending}
            onCreate={() =>
              creation.mutate({ id: vaultIdOf(draft), input: vaultInputFrom(draft), isGroupNew: draft.group.isNew })
            }
            onCancel={() => void navigate(closeTo)}
          />
        }
      >
        <Content />
      </WizardFrame>
      <LeaveDialog
        title="Leave without creating the Backup vault?"
        isUnsaved={draft.touched && !creation.isPending && !created}
        isPartOfIt={(pathname) => matchPath(patterns.createVault, pathname) !== null}
        onLeave={discard}
      >
        Your choices on this page will be lost.
      </LeaveDialog>
    </VaultCreationContext>
  );
}

/** What fills the fields; groups and regions are those of the subscription. */
function useLists(chosen: string | undefined): VaultCreation['lists'] {
  const all = useQuery(subscriptions.list());
  const subscriptionId = chosen ?? all.data?.[0]?.subscriptionId;
  const enabled = subscriptionId !== undefined;
  return {
    subscriptions: all,
    groups: useQuery({ ...resourceGroups.list(subscriptionId ?? ''), enabled }),
    locations: useQuery({ ...locations.list(subscriptionId ?? ''), enabled }),
  };
}

/** Whether the name is free in its group. A new group holds no vault yet, and a wrong name need not be asked for. */
function useNameAvailability(draft: VaultDraft, isLeftOrChecked: boolean) {
  const { subscriptionId = '', region = '', name } = draft;
  const isAskable =
    isLeftOrChecked &&
    !draft.group.isNew &&
    draft.group.name !== '' &&
    region !== '' &&
    vaultNameProblem(name) === undefined;
  const group = resourceGroupScope(subscriptionId, draft.group.name);
  const { data } = useQuery({ ...vaults.nameCheck(group, region, name), enabled: isAskable });
  if (!isAskable || !data) return { taken: undefined, isFree: false };
  return {
    taken: data.nameAvailable ? undefined : (data.message ?? 'A vault with this name already exists.'),
    isFree: data.nameAvailable,
  };
}

export { CreateVaultPage as Component };
