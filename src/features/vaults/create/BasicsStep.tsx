import { Field, Input, Link } from '@fluentui/react-components';
import { REDUNDANCIES } from '#protocol/data-protection.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import type { VaultForm } from '#ui/form/vault-form.ts';
import { redundancyText } from '#ui/text/vault-text.ts';
import { useFormStyles } from '../form-styles.ts';
import { elementIdOf, useVaultCreation } from './create-vault-context.ts';

/** Where the vault stands, what it is called, and how many copies it keeps. */
export function BasicsStep() {
  const { draft, dispatch, lists, messageAt, isNameFree, onNameLeft } = useVaultCreation();
  const styles = useFormStyles();
  const change = (part: Partial<VaultForm>) => dispatch({ type: 'changed', part });
  return (
    <>
      <p className={styles.intro}>
        A Backup vault keeps the recovery points of your servers, and the policies that make them. It protects servers
        of its own region, in any subscription.
      </p>
      {Object.values(lists).map(
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
        <GroupField />
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
          onChange={(redundancy) => change({ redundancy })}
        />
      </section>
    </>
  );
}

/** A group that is there, or the name of one that is to be. */
function GroupField() {
  const { draft, dispatch, lists, messageAt } = useVaultCreation();
  const styles = useFormStyles();
  const { isNew, name } = draft.group;
  const change = (group: VaultForm['group']) => dispatch({ type: 'changed', part: { group } });
  return (
    <>
      {isNew ? (
        <Field
          className={styles.field}
          orientation="horizontal"
          label="Resource group"
          required
          hint="A new resource group with this name is created in the vault's region."
          {...fieldMessage(messageAt('group'))}
        >
          <Input
            id={elementIdOf('group')}
            autoComplete="off"
            value={name}
            onChange={(_, { value }) => change({ isNew, name: value.trim() })}
          />
        </Field>
      ) : (
        <PickerField
          className={styles.field}
          orientation="horizontal"
          id={elementIdOf('group')}
          label="Resource group"
          required
          placeholder="Select a resource group"
          options={(lists.groups.data ?? []).map((each) => ({ value: each.name, text: each.name }))}
          value={name}
          message={messageAt('group')}
          onChange={(chosen) => change({ isNew, name: chosen })}
        />
      )}
      <div className={styles.belowControl}>
        <Link as="button" onClick={() => change({ isNew: !isNew, name: '' })}>
          {isNew ? 'Use existing' : 'Create new'}
        </Link>
      </div>
    </>
  );
}
