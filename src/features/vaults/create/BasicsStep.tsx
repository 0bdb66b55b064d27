import { Field, Input } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { REDUNDANCIES } from '#protocol/data-protection.ts';
import { offeredOf, vaultStorages } from '#resources/vault-storages.ts';
import { copyStorageOf, copyStoragesFor, redundancyMeaning } from '#ui/form/copy-storage.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { GroupField } from '#ui/form/GroupField.tsx';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { redundancyText, storageText } from '#ui/text/vault-text.ts';
import type { StepSummaryProps } from '#ui/wizard/define-wizard.ts';
import { useFormStyles } from '../form-styles.ts';
import { elementIdOf, useVaultCreation } from './create-vault-context.ts';
import type { VaultDraft } from './vault-draft.ts';

/** The vault's place, its name, and how many copies it keeps. */
export function BasicsStep() {
  const { draft, dispatch, lists, messageAt, isNameFree, onNameLeft } = useVaultCreation();
  const styles = useFormStyles();
  const { data: told = [] } = useQuery(vaultStorages.told());
  const storages = offeredOf(told);
  const copyStorage = copyStorageOf(draft, storages);
  const meaning = redundancyMeaning(draft, told);
  const change = (part: Partial<VaultDraft>) => dispatch({ type: 'changed', part });
  return (
    <>
      <p className={styles.intro}>
        A Backup vault keeps the recovery points of your servers, and the policies that make them. It protects servers
        of its own region, in any subscription.
      </p>
      {[lists.subscriptions, lists.groups, lists.locations].map(
        ({ error, refetch }, at) =>
          error && (
            <div key={at} className={styles.bar}>
              <ProblemBar error={error} onRetry={() => void refetch()} />
            </div>
          ),
      )}
      <section className={styles.section}>
        <h2 className={styles.heading}>Project details</h2>
        <PickerField
          className={styles.field}
          orientation="horizontal"
          id={elementIdOf('subscription')}
          label="Subscription"
          required
          options={(lists.subscriptions.data ?? []).map((each) => ({
            value: each.subscriptionId,
            text: each.displayName,
          }))}
          value={draft.subscriptionId}
          message={messageAt('subscription')}
          onChange={(subscriptionId) => change({ subscriptionId })}
        />
        <GroupField
          className={styles.field}
          orientation="horizontal"
          id={elementIdOf('group')}
          group={draft.group}
          names={(lists.groups.data ?? []).map(({ name }) => name)}
          owner="vault"
          message={messageAt('group')}
          onChange={(group) => change({ group })}
        />
      </section>
      <section className={styles.section}>
        <h2 className={styles.heading}>Instance details</h2>
        <Field
          className={styles.field}
          orientation="horizontal"
          label={labelWithTip(
            'Backup vault name',
            "2 to 50 letters, digits or hyphens. The name can't be changed later.",
          )}
          required
          {...fieldMessage(messageAt('name'))}
          {...(isNameFree && { hint: 'The name is available.' })}
        >
          <Input
            id={elementIdOf('name')}
            autoComplete="off"
            value={draft.name}
            onChange={(_, { value }) => change({ name: value.trim() })}
            onBlur={onNameLeft}
          />
        </Field>
        <PickerField
          className={styles.field}
          orientation="horizontal"
          id={elementIdOf('region')}
          label={labelWithTip('Region', 'The vault must be in the same region as the servers.')}
          required
          placeholder="Select a region"
          options={(lists.locations.data ?? []).map(({ name, displayName }) => ({ value: name, text: displayName }))}
          value={draft.region}
          message={messageAt('region')}
          onChange={(region) => change({ region })}
        />
        <PickerField
          className={styles.field}
          orientation="horizontal"
          label={labelWithTip(
            'Backup storage redundancy',
            'How many copies are kept and where. Storage redundancy cannot be changed after protecting items to the vault.',
          )}
          required
          options={REDUNDANCIES.map((value) => ({ value, text: redundancyText(value) }))}
          value={draft.redundancy}
          {...(meaning !== undefined && { hint: meaning })}
          onChange={(redundancy) => change({ redundancy })}
        />
        {storages.length > 0 && (
          <PickerField
            className={styles.field}
            orientation="horizontal"
            label={labelWithTip(
              'Storage',
              "Where the recovery points of the vault lie. It can't be changed later. Whoever operates the server sets the places up.",
            )}
            required
            options={storages.map((each) => ({ value: each.name, text: storageText(each) }))}
            value={draft.storage ?? storages[0]?.name}
            onChange={(storage) => change({ storage })}
          />
        )}
        {copyStorage && (
          <PickerField
            className={styles.field}
            orientation="horizontal"
            label={labelWithTip(
              'Second storage',
              'Every recovery point is copied here, with the keys of the vault, and checked. A restore takes whichever copy is good. A second storage that a vault has stays.',
            )}
            required
            options={copyStoragesFor(draft, storages).map((each) => ({ value: each.name, text: storageText(each) }))}
            value={copyStorage.name}
            onChange={(name) => change({ copyStorage: name })}
          />
        )}
      </section>
    </>
  );
}

const NONE = '–';

export function BasicsSummary(props: StepSummaryProps) {
  const { draft, lists } = useVaultCreation();
  const { data: told = [] } = useQuery(vaultStorages.told());
  const storages = offeredOf(told);
  const copyStorage = copyStorageOf(draft, storages);
  const storage = storages.find(({ name }) => name === draft.storage) ?? storages[0];
  const { subscriptionId, region, group } = draft;
  const subscription = lists.subscriptions.data?.find((each) => each.subscriptionId === subscriptionId)?.displayName;
  return (
    <SummaryList
      {...props}
      facts={[
        { label: 'Subscription', value: subscription ?? subscriptionId ?? NONE },
        { label: 'Resource group', value: group.name === '' ? NONE : `${group.isNew ? '(new) ' : ''}${group.name}` },
        { label: 'Backup vault name', value: draft.name === '' ? NONE : draft.name },
        {
          label: 'Region',
          value: lists.locations.data?.find(({ name }) => name === region)?.displayName ?? region ?? NONE,
        },
        { label: 'Backup storage redundancy', value: redundancyText(draft.redundancy) },
        ...(storage ? [{ label: 'Storage', value: storageText(storage) }] : []),
        ...(copyStorage ? [{ label: 'Second storage', value: storageText(copyStorage) }] : []),
      ]}
    />
  );
}
