import { Field, Input } from '@fluentui/react-components';
import { idKey } from '#protocol/resource-id.ts';
import { accountProblem } from '#protocol/storage.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { elementIdOf, useRestoreWizard } from './restore-context.ts';
import { accountOf, containerOf, prefixOf } from './restore-choices.ts';
import { useRestoreStyles } from './restore-styles.ts';

/** The container of the files, and the prefix of their names. */
export function FilesTarget() {
  const { form, dispatch, facts, messageAt } = useRestoreWizard();
  const styles = useRestoreStyles();
  const account = accountOf(form, facts);
  const common = { className: styles.field, orientation: 'horizontal', required: true } as const;
  return (
    <>
      <PickerField
        {...common}
        id={elementIdOf('account')}
        label={labelWithTip(
          'Target Storage account',
          "The vault's managed identity needs the role Storage Blob Data Contributor on it. Validate checks that.",
        )}
        placeholder={
          facts.accounts?.length === 0 ? 'No storage account in this subscription' : 'Select a storage account'
        }
        options={(facts.accounts ?? []).map((each) => ({ value: idKey(each.id), text: each.name }))}
        value={account && idKey(account.id)}
        onChange={(accountId) => dispatch({ type: 'accountChosen', accountId })}
        message={(account && accountProblem(account)) ?? messageAt('account')}
      />
      <PickerField
        {...common}
        id={elementIdOf('container')}
        label="Target Container"
        placeholder="Select a container"
        disabled={!account}
        options={(facts.containers ?? []).map((name) => ({ value: name, text: name }))}
        value={containerOf(form, facts)}
        onChange={(containerName) => dispatch({ type: 'containerChosen', containerName })}
        message={messageAt('container')}
      />
      <Field
        {...common}
        label={labelWithTip('File prefix', 'What the name of every restored file begins with.')}
        hint={`Such as ${prefixOf(form, facts)}_database_orders.sql. Nothing is overwritten.`}
        {...fieldMessage(messageAt('prefix'))}
      >
        <Input
          id={elementIdOf('prefix')}
          className={styles.control}
          autoComplete="off"
          value={prefixOf(form, facts)}
          onChange={(_, { value }) => dispatch({ type: 'prefixTyped', prefix: value.trim() })}
        />
      </Field>
    </>
  );
}
