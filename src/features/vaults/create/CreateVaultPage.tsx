import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { matchPath, Navigate, useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { vaultNameProblem } from '#protocol/names.ts';
import { resourceGroupScope } from '#protocol/resource-id.ts';
import { paths, patterns } from '#paths';
import { resourceGroups } from '#resources/resource-groups.ts';
import { locations, subscriptions } from '#resources/subscriptions.ts';
import { vaultCreation } from '#resources/vault-creation.ts';
import { vaults } from '#resources/vaults.ts';
import { CreateFooter } from '#ui/CreateFooter.tsx';
import { useHiddenText } from '#ui/hidden-text.ts';
import { loadedWhenShown } from '#ui/loaded-when-shown.tsx';
import { returnAddress, withChoice } from '#ui/return-address.ts';
import { vaultIdOf } from '#ui/vault-form.ts';
import { WizardFrame } from '#ui/WizardFrame.tsx';
import { tabState, useProblemFocus } from '#ui/wizard-steps.ts';
import { BasicsStep } from './BasicsStep.tsx';
import { elementIdOf, VaultCreationContext, type VaultCreation } from './create-vault-context.ts';
import { isStepSlug, STEP_SLUGS, STEP_TITLES, type StepSlug } from './step-slugs.ts';
import { useVaultDraft } from './useVaultDraft.ts';
import { vaultInputFrom, type VaultDraft } from './vault-draft.ts';
import { draftProblems, type DraftProblem } from './vault-problems.ts';

const PropertiesStep = loadedWhenShown(async () => (await import('./PropertiesStep.tsx')).PropertiesStep);
const TagsStep = loadedWhenShown(async () => (await import('./TagsStep.tsx')).TagsStep);
const ReviewStep = loadedWhenShown(async () => (await import('./ReviewStep.tsx')).ReviewStep);
// Needed once there is something to lose.
const LeaveDialog = loadedWhenShown(async () => (await import('#ui/LeaveDialog.tsx')).LeaveDialog);

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
  const { draft: chosen, dispatch, discard } = useVaultDraft();
  const [search] = useSearchParams();
  const returnTo = returnAddress(search.get('returnTo'));
  const navigate = useNavigate();
  const hidden = useHiddenText();
  const focus = useProblemFocus<DraftProblem>(step, elementIdOf);
  const lists = useLists(chosen.subscriptionId);
  // The first subscription stands there as long as none was chosen.
  const draft = { ...chosen, subscriptionId: chosen.subscriptionId ?? lists.subscriptions.data?.[0]?.subscriptionId };
  const [leftName, setLeftName] = useState('');
  const availability = useNameAvailability(draft, leftName === draft.name || draft.checked.includes('basics'));
  const creation = useMutation({ ...vaultCreation, onSuccess: discard });

  const created = creation.data;
  useEffect(() => {
    if (!created) return;
    void navigate(returnTo === undefined ? paths.vault(created.id) : withChoice(returnTo, 'vault', created.id), {
      replace: true,
    });
    // Only the moment counts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [created]);

  const groupNames = (lists.groups.data ?? []).map(({ name }) => name);
  const problems = draftProblems(draft, { groupNames, nameTaken: availability.taken });
  const problemsOf = (slug: StepSlug) => problems.filter((problem) => problem.step === slug);
  const isChecked = (slug: StepSlug) => draft.checked.includes(slug);
  const at = STEP_SLUGS.indexOf(step);
  const previous = STEP_SLUGS[at - 1];
  const following = STEP_SLUGS[at + 1];
  const addressOf = (slug: StepSlug) => paths.createVault(slug, returnTo);
  const closeTo = returnTo ?? paths.vaults();

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

  const context: VaultCreation = {
    draft,
    dispatch,
    lists,
    problems,
    messageAt: (field) => {
      const found = problems.find((problem) => problem.field === field);
      // What is wrong with a name is told when one has left it.
      return found && (isChecked(found.step) || (field === 'name' && isLeft(draft, leftName)))
        ? found.message
        : undefined;
    },
    isNameFree: availability.isFree,
    onNameLeft: () => setLeftName(draft.name),
    addressOf,
    creation,
  };
  const Content = CONTENTS[step];
  const isUnsaved = draft.touched && !creation.isPending && !created;
  return (
    <VaultCreationContext value={context}>
      <WizardFrame
        breadcrumb={[
          { label: 'Home', to: paths.home() },
          { label: 'Backup vaults', to: paths.vaults() },
        ]}
        title="Create Backup Vault"
        closeTo={closeTo}
        tabs={STEP_SLUGS.map((slug) => ({
          slug,
          title: STEP_TITLES[slug],
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
            onCreate={() =>
              creation.mutate({ id: vaultIdOf(draft), input: vaultInputFrom(draft), isGroupNew: draft.group.isNew })
            }
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
          title="Leave without creating the Backup vault?"
          isUnsaved
          isPartOfIt={(pathname) => matchPath(patterns.createVault, pathname) !== null}
          onLeave={discard}
        >
          Your choices on this page will be lost.
        </LeaveDialog>
      )}
    </VaultCreationContext>
  );
}

const isLeft = ({ name }: VaultDraft, leftName: string): boolean => name !== '' && name === leftName;

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
