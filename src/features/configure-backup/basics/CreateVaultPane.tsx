import { Button, Field, Input, Link, Spinner } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { REDUNDANCIES } from '#protocol/data-protection.ts';
import { vaultNameProblem } from '#protocol/names.ts';
import { resourceGroupScope, type ResourceId } from '#protocol/resource-id.ts';
import { resourceGroups } from '#resources/resource-groups.ts';
import { locations, subscriptions } from '#resources/subscriptions.ts';
import { vaultCreation } from '#resources/vault-creation.ts';
import { vaults } from '#resources/vaults.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { fieldMessage } from '#ui/form/field-message.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import {
  emptyVaultForm,
  vaultFormProblems,
  vaultIdOf,
  vaultInputOf,
  type VaultField,
  type VaultForm,
} from '#ui/form/vault-form.ts';
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
  const subscriptionList = useQuery(subscriptions.list());
  const form = { ...typed, subscriptionId: typed.subscriptionId ?? subscriptionList.data?.[0]?.subscriptionId };
  const hasSubscription = form.subscriptionId !== undefined;
  const groupList = useQuery({ ...resourceGroups.list(form.subscriptionId ?? ''), enabled: hasSubscription });
  const locationList = useQuery({ ...locations.list(form.subscriptionId ?? ''), enabled: hasSubscription });
  const availability = useNameAvailability(form, checkedName);
  const creation = useMutation(vaultCreation);

  const groups = groupList.data ?? [];
  const problems = vaultFormProblems(
    form,
    groups.map((group) => group.name),
  );
  if (availability.taken !== undefined && !problems.has('name')) problems.set('name', availability.taken);
  const messageAt = (field: VaultField) => {
    const isTold = isChecked || (field === 'name' && checkedName === form.name && form.name !== '');
    return isTold ? problems.get(field) : undefined;
  };
  const change = (part: Partial<VaultForm>) => setTyped({ ...typed, ...part });

  const create = () => {
    setChecked(true);
    setCheckedName(form.name);
    const [first] = problems.keys();
    if (first !== undefined) return document.getElementById(inputId(first))?.focus();
    creation.mutate(
      { id: vaultIdOf(form), input: vaultInputOf(form), isGroupNew: form.group.isNew },
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
      {[subscriptionList, groupList, locationList].map(
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
        id={inputId('subscription')}
        label="Subscription"
        required
        options={(subscriptionList.data ?? []).map((each) => ({ value: each.subscriptionId, text: each.displayName }))}
        value={form.subscriptionId}
        message={messageAt('subscription')}
        onChange={(subscriptionId) => change({ subscriptionId, group: { isNew: false, name: '' } })}
      />
      <GroupField
        form={form}
        names={groups.map((group) => group.name)}
        message={messageAt('group')}
        onChange={(group) => change({ group })}
      />
      <h3 className={styles.heading}>Instance details</h3>
      <Field
        className={styles.paneField}
        label={labelWithTip(
          'Backup vault name',
          "2 to 50 letters, digits or hyphens. The name can't be changed later.",
        )}
        required
        {...fieldMessage(messageAt('name'))}
        {...(availability.isFree && { hint: 'The name is available.' })}
      >
        <Input
          id={inputId('name')}
          value={form.name}
          onChange={(_, { value }) => change({ name: value.trim() })}
          onBlur={() => setCheckedName(form.name)}
        />
      </Field>
      <PickerField
        className={styles.paneField}
        id={inputId('region')}
        label={labelWithTip('Region', 'The vault must be in the same region as the servers.')}
        required
        placeholder="Select a region"
        options={(locationList.data ?? []).map((location) => ({ value: location.name, text: location.displayName }))}
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
        onChange={(redundancy) => change({ redundancy })}
      />
    </ContextPane>
  );
}

const inputId = (field: VaultField): string => `create-vault-${field}`;

interface GroupFieldProps {
  form: VaultForm;
  names: string[];
  message: string | undefined;
  onChange: (group: VaultForm['group']) => void;
}

function GroupField({ form, names, message, onChange }: GroupFieldProps) {
  const styles = useWizardStyles();
  const { isNew, name } = form.group;
  return (
    <div className={styles.paneField}>
      {isNew ? (
        <Field
          label="Resource group"
          required
          hint="A new resource group with this name is created in the vault's region."
          {...fieldMessage(message)}
        >
          <Input
            id={inputId('group')}
            value={name}
            onChange={(_, { value }) => onChange({ isNew, name: value.trim() })}
          />
        </Field>
      ) : (
        <PickerField
          id={inputId('group')}
          label="Resource group"
          required
          placeholder="Select a resource group"
          options={names.map((each) => ({ value: each, text: each }))}
          value={name}
          message={message}
          onChange={(chosen) => onChange({ isNew, name: chosen })}
        />
      )}
      <Link as="button" onClick={() => onChange({ isNew: !isNew, name: '' })}>
        {isNew ? 'Use existing' : 'Create new'}
      </Link>
    </div>
  );
}

/** Whether the name is free in its group, asked when the person has left the field. A new group holds no vault yet. */
function useNameAvailability(form: VaultForm, checkedName: string): { taken: string | undefined; isFree: boolean } {
  const group = resourceGroupScope(form.subscriptionId ?? '', form.group.name);
  const isAskable =
    !form.group.isNew &&
    form.group.name !== '' &&
    form.region !== undefined &&
    checkedName === form.name &&
    vaultNameProblem(form.name) === undefined;
  const { data } = useQuery({ ...vaults.nameCheck(group, form.region ?? '', form.name), enabled: isAskable });
  if (!isAskable || !data) return { taken: undefined, isFree: false };
  return {
    taken: data.nameAvailable ? undefined : (data.message ?? 'A vault with this name already exists.'),
    isFree: data.nameAvailable,
  };
}
