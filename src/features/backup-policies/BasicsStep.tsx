import { Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { lastName } from '#protocol/resource-id.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { GivenField } from '#ui/form/GivenField.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import type { StepSummaryProps } from '#ui/wizard/define-wizard.ts';
import { elementIdOf, usePolicyCreation } from './create-policy-context.ts';
import { useFormStyles } from './form-styles.ts';

/** The policy's name, and where it belongs. */
export function BasicsStep() {
  const { vaultId, kind, form, dispatch, messageAt, nameProblem } = usePolicyCreation();
  const styles = useFormStyles();
  const [left, setLeft] = useState('');
  return (
    <>
      <p className={styles.intro}>
        A backup policy says when backups run and how long their recovery points are kept. It belongs to one vault and
        can protect any number of servers.
      </p>
      <Field
        className={styles.field}
        orientation="horizontal"
        label="Policy name"
        required
        {...fieldMessage(messageAt('name') ?? (form.name !== '' && left === form.name ? nameProblem : undefined))}
      >
        <Input
          id={elementIdOf('name')}
          className={styles.control}
          autoComplete="off"
          value={form.name}
          onChange={(_, { value }) => dispatch({ type: 'named', name: value.trim() })}
          onBlur={() => setLeft(form.name)}
        />
      </Field>
      <GivenField label="Datasource type">{kind.words.services}</GivenField>
      <GivenField label="Vault">{lastName(vaultId)}</GivenField>
    </>
  );
}

export function BasicsSummary(props: StepSummaryProps) {
  const { vaultId, kind, form } = usePolicyCreation();
  return (
    <SummaryList
      {...props}
      facts={[
        { label: 'Policy name', value: form.name === '' ? '–' : form.name },
        { label: 'Datasource type', value: kind.words.services },
        { label: 'Vault', value: lastName(vaultId) },
      ]}
    />
  );
}
