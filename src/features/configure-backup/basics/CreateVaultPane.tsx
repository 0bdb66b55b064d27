import { Button, Field, Input, Spinner } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { REDUNDANCIES } from '#protocol/data-protection.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { usePlaceLists } from '#resources/usePlaceLists.ts';
import { useVaultNameCheck } from '#resources/useVaultNameCheck.ts';
import { vaultCreation } from '#resources/vault-creation.ts';
import { vaultStorages } from '#resources/vault-storages.ts';
import { copyStorageOf, redundancyMeaning } from '#ui/form/copy-storage.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { fieldIds, messageFor } from '#ui/form/field-problems.ts';
import { GroupField } from '#ui/form/GroupField.tsx';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { withPlace } from '#ui/form/place-form.ts';
import {
  emptyVaultForm,
  vaultFormProblems,
  vaultIdOf,
  vaultInputOf,
  type VaultField,
  type VaultForm,
} from '#ui/form/vault-form.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { redundancyText } from '#ui/text/vault-text.ts';
import { useWizardStyles } from '../wizard-styles.ts';

interface CreateVaultPaneProps {
  onCreated: (vaultId: ResourceId) => void;
  onClose: () => void;
}

export function CreateVaultPane({ onCreated, onClose }: CreateVaultPaneProps) {
  const styles = useWizardStyles();
  const [typed, setTyped] = useState<VaultForm>(emptyVaultForm);
  const [isChecked, setChecked] = useState(false);
  const [checkedName, setCheckedName] = useState('');
  const lists = usePlaceLists(typed.subscriptionId);
  const form = { ...typed, subscriptionId: lists.subscriptionId };
  const nameCheck = useVaultNameCheck(form, checkedName === form.name);
  const creation = useMutation(vaultCreation);
  const { data: storages = [] } = useQuery(vaultStorages.told());
  const copyStorage = copyStorageOf(form, storages);
  const meaning = redundancyMeaning(form, storages);

  const groupNames = (lists.groups.data ?? []).map(({ name }) => name);
  const problems = vaultFormProblems(form, { groupNames, nameTaken: nameCheck.taken });
  const messageAt = (field: VaultField) => {
    const isShown = isChecked || (field === 'name' && checkedName === form.name && form.name !== '');
    return isShown ? messageFor(problems, field) : undefined;
  };
  const change = (part: Partial<VaultForm>) => setTyped(withPlace(typed, part));

  const create = () => {
    setChecked(true);
    setCheckedName(form.name);
    const [first] = problems;
    if (first) return document.getElementById(elementIdOf(first.field))?.focus();
    creation.mutate(
      { id: vaultIdOf(form), input: vaultInputOf(form, copyStorage), isGroupNew: form.group.isNew },
      { onSuccess: (vault) => onCreated(vault.id) },
    );
  };

  return (
    <ContextPane
      open
      title="Create Backup Vault"
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabledFocusable={creation.isPending} onClick={create}>
            {creation.isPending ? <Spinner size="tiny" label="Creating…" /> : 'Create'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      {[lists.subscriptions, lists.groups, lists.locations].map(
        (list, at) => list.error && <ProblemBar key={at} error={list.error} onRetry={() => void list.refetch()} />,
      )}
      {creation.error && (
        <div className={styles.paneField}>
          <ProblemBar title="The Backup vault could not be created" error={creation.error} onRetry={create} />
        </div>
      )}
      <h3 className={styles.heading}>Project details</h3>
      <PickerField
        className={styles.paneField}
        id={elementIdOf('subscription')}
        label="Subscription"
        required
        options={(lists.subscriptions.data ?? []).map((each) => ({
          value: each.subscriptionId,
          text: each.displayName,
        }))}
        value={form.subscriptionId}
        message={messageAt('subscription')}
        onChange={(subscriptionId) => change({ subscriptionId })}
      />
      <div className={styles.paneField}>
        <GroupField
          id={elementIdOf('group')}
          group={form.group}
          names={groupNames}
          owner="vault"
          message={messageAt('group')}
          onChange={(group) => change({ group })}
        />
      </div>
      <h3 className={styles.heading}>Instance details</h3>
      <Field
        className={styles.paneField}
        label={labelWithTip(
          'Backup vault name',
          "2 to 50 letters, digits or hyphens. The name can't be changed later.",
        )}
        required
        {...fieldMessage(messageAt('name'))}
        {...(nameCheck.isFree && { hint: 'The name is available.' })}
      >
        <Input
          id={elementIdOf('name')}
          value={form.name}
          onChange={(_, { value }) => change({ name: value.trim() })}
          onBlur={() => setCheckedName(form.name)}
        />
      </Field>
      <PickerField
        className={styles.paneField}
        id={elementIdOf('region')}
        label={labelWithTip('Region', 'The vault must be in the same region as the servers.')}
        required
        placeholder="Select a region"
        options={(lists.locations.data ?? []).map((location) => ({ value: location.name, text: location.displayName }))}
        value={form.region}
        message={messageAt('region')}
        onChange={(region) => change({ region })}
      />
      <PickerField
        className={styles.paneField}
        label={labelWithTip(
          'Backup storage redundancy',
          'How many copies are kept and where. Storage redundancy cannot be changed after protecting items to the vault.',
        )}
        required
        options={REDUNDANCIES.map((value) => ({ value, text: redundancyText(value) }))}
        value={form.redundancy}
        {...(meaning !== undefined && { hint: meaning })}
        onChange={(redundancy) => change({ redundancy })}
      />
    </ContextPane>
  );
}

const elementIdOf = fieldIds<VaultField>('create-vault');
