import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { matchPath, useNavigate, useSearchParams } from 'react-router';
import { paths, patterns } from '#paths';
import { usePlaceLists } from '#resources/usePlaceLists.ts';
import { useVaultNameCheck } from '#resources/useVaultNameCheck.ts';
import { vaultCreation } from '#resources/vault-creation.ts';
import { vaultStorages } from '#resources/vault-storages.ts';
import { messageFor } from '#ui/form/field-problems.ts';
import { vaultIdOf } from '#ui/form/vault-form.ts';
import { AtStep } from '#ui/wizard/AtStep.tsx';
import type { SlugOf } from '#ui/wizard/define-wizard.ts';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import { returnAddress, withChoice } from '#ui/wizard/return-address.ts';
import { SubmitButton } from '#ui/wizard/SubmitButton.tsx';
import { useTabForm } from '#ui/wizard/tab-form.ts';
import { useMoment, useWizardWalk } from '#ui/wizard/wizard-walk.ts';
import { WizardFooter } from '#ui/wizard/WizardFooter.tsx';
import { WizardFrame } from '#ui/wizard/WizardFrame.tsx';
import { VaultCreationContext, type VaultCreation } from './create-vault-context.ts';
import { createVaultWizard, keptVaultDraft } from './create-vault-wizard.ts';
import { emptyVaultDraft, reduceVaultDraft, vaultInputFrom } from './vault-draft.ts';

const CreateVaultPage = () => (
  <AtStep wizard={createVaultWizard} first={paths.createVault()}>
    {(step) => <CreateVault step={step} />}
  </AtStep>
);

/** **Create Backup Vault**: what happens when it is created or left. */
function CreateVault({ step }: { step: SlugOf<typeof createVaultWizard> }) {
  const {
    form: chosen,
    dispatch,
    discard,
  } = useTabForm({
    key: 'backup-portal.create-vault',
    empty: emptyVaultDraft,
    schema: keptVaultDraft,
    reduce: reduceVaultDraft,
  });
  const [search] = useSearchParams();
  const returnTo = returnAddress(search.get('returnTo'));
  const navigate = useNavigate();
  const lists = usePlaceLists(chosen.subscriptionId);
  const draft = { ...chosen, subscriptionId: lists.subscriptionId };
  const [leftName, setLeftName] = useState('');
  const nameCheck = useVaultNameCheck(draft, leftName === draft.name || draft.checked.includes('basics'));
  const { data: storages = [] } = useQuery(vaultStorages.told());
  const creation = useMutation({ ...vaultCreation, onSuccess: discard });

  const created = creation.data;
  useMoment(created !== undefined, () => {
    if (!created) return;
    void navigate(returnTo === undefined ? paths.vault(created.id) : withChoice(returnTo, 'vault', created.id), {
      replace: true,
    });
  });

  const closeTo = returnTo ?? paths.vaults();
  const walk = useWizardWalk(createVaultWizard, {
    step,
    form: draft,
    facts: { groupNames: (lists.groups.data ?? []).map(({ name }) => name), nameTaken: nameCheck.taken },
    checked: draft.checked,
    onChecked: (steps) => dispatch({ type: 'stepsChecked', steps }),
    addressOf: (slug) => paths.createVault(slug, returnTo),
  });

  // A problem with a name is shown when the person has left the field.
  const isNameLeft = draft.name !== '' && draft.name === leftName;
  const context: VaultCreation = {
    draft,
    dispatch,
    lists,
    messageAt: (field) =>
      walk.messageAt(field) ?? (field === 'name' && isNameLeft ? messageFor(walk.problems, 'name') : undefined),
    isNameFree: nameCheck.isFree,
    onNameLeft: () => setLeftName(draft.name),
    failure: creation.error,
  };
  const create = () => {
    creation.mutate({ id: vaultIdOf(draft), input: vaultInputFrom(draft, storages), isGroupNew: draft.group.isNew });
  };
  return (
    <VaultCreationContext value={context}>
      <WizardFrame
        walk={walk}
        breadcrumb={[
          { label: 'Home', to: paths.home() },
          { label: 'Backup vaults', to: paths.vaults() },
        ]}
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

export { CreateVaultPage as Component };
