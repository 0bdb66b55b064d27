import { Field, Input, makeStyles } from '@fluentui/react-components';
import { useState, type ReactNode } from 'react';
import { lastName } from '#protocol/resource-id.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { elementIdOf, usePolicyCreation } from './create-policy-context.ts';
import { useFormStyles } from './form-styles.ts';

/** What the policy is called, and where it belongs. */
export function BasicsStep() {
  const { vaultId, kind, form, dispatch, problems, messageAt } = usePolicyCreation();
  const styles = useFormStyles();
  const [left, setLeft] = useState('');
  const problem = problems.find(({ field }) => field === 'name')?.message;
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
        {...fieldMessage(messageAt('name') ?? (form.name !== '' && left === form.name ? problem : undefined))}
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
      <Given label="Datasource type">{kind.words.services}</Given>
      <Given label="Vault">{lastName(vaultId)}</Given>
    </>
  );
}

const useStyles = makeStyles({ value: { display: 'flex', alignItems: 'center', minHeight: '32px' } }); // as an input

/** A field whose value is settled elsewhere. */
function Given({ label, children }: { label: string; children: ReactNode }) {
  const form = useFormStyles();
  const styles = useStyles();
  return (
    <Field className={form.field} orientation="horizontal" label={label}>
      {({ id, 'aria-labelledby': labelledBy }) => (
        <div className={styles.value} id={id} role="group" aria-labelledby={labelledBy}>
          {children}
        </div>
      )}
    </Field>
  );
}
