import { Field, Input } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { resourceGroups } from '#resources/resource-groups.ts';
import { locations, subscriptions } from '#resources/subscriptions.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { useDeployStyles } from './deploy-styles.ts';
import {
  readTemplate,
  typedFor,
  type FormField,
  type ParameterField,
  type ReadTemplate,
  type TemplateForm,
} from './template-form.ts';

interface BasicsStepProps {
  form: TemplateForm;
  onChange: (form: TemplateForm) => void;
  messageAt: (field: FormField) => string | undefined;
}

export const fieldId = (field: FormField): string => `deploy-${field.replaceAll(/\W+/g, '-')}`;

/** Where the template goes, and the values of its parameters. */
export function BasicsStep({ form, onChange, messageAt }: BasicsStepProps) {
  const styles = useDeployStyles();
  const read = readTemplate(form.text);
  if ('problem' in read) return <p className={styles.intro}>Select a template first. {read.problem}</p>;
  return (
    <>
      <section className={styles.section} aria-labelledby="deploy-project">
        <h2 id="deploy-project" className={styles.heading}>
          Project details
        </h2>
        <PlaceFields form={form} read={read} onChange={onChange} messageAt={messageAt} />
      </section>
      <section className={styles.section} aria-labelledby="deploy-parameters">
        <h2 id="deploy-parameters" className={styles.heading}>
          Parameters
        </h2>
        {read.parameters.length === 0 && <p className={styles.secondary}>The template has no parameters.</p>}
        {read.parameters.map((field) => (
          <ParameterInput
            key={field.name}
            field={field}
            typed={typedFor(form, field)}
            message={messageAt(`parameter ${field.name}`)}
            onChange={(text) => onChange({ ...form, parameters: { ...form.parameters, [field.name]: text } })}
          />
        ))}
      </section>
    </>
  );
}

function PlaceFields({ form, read, onChange, messageAt }: BasicsStepProps & { read: ReadTemplate }) {
  const styles = useDeployStyles();
  const { subscriptionId = '' } = form;
  const subscriptionList = useQuery(subscriptions.list());
  const groupList = useQuery({
    ...resourceGroups.list(subscriptionId),
    enabled: subscriptionId !== '' && read.level === 'group',
  });
  const locationList = useQuery({
    ...locations.list(subscriptionId),
    enabled: subscriptionId !== '' && read.level === 'subscription',
  });
  return (
    <>
      {[subscriptionList, groupList, locationList].map(
        (list, at) =>
          list.error && (
            <div key={at} className={styles.bar}>
              <ProblemBar error={list.error} onRetry={() => void list.refetch()} />
            </div>
          ),
      )}
      <PickerField
        className={styles.field}
        orientation="horizontal"
        id={fieldId('subscription')}
        label="Subscription"
        required
        placeholder="Select a subscription"
        options={(subscriptionList.data ?? []).map((each) => ({ value: each.subscriptionId, text: each.displayName }))}
        value={form.subscriptionId}
        message={messageAt('subscription')}
        onChange={(chosen) => {
          // A group is one of its subscription's.
          const { group, ...rest } = form;
          const isSame = chosen === form.subscriptionId && group !== undefined;
          onChange({ ...rest, subscriptionId: chosen, ...(isSame && { group }) });
        }}
      />
      {read.level === 'group' ? (
        <PickerField
          className={styles.field}
          orientation="horizontal"
          id={fieldId('group')}
          label="Resource group"
          required
          placeholder="Select a resource group"
          disabled={subscriptionId === ''}
          options={(groupList.data ?? []).map(({ name }) => ({ value: name, text: name }))}
          value={form.group}
          message={messageAt('group')}
          onChange={(group) => onChange({ ...form, group })}
        />
      ) : (
        <PickerField
          className={styles.field}
          orientation="horizontal"
          id={fieldId('region')}
          label={labelWithTip(
            'Region',
            'Where the record of the deployment is kept. Resources name their own regions.',
          )}
          required
          placeholder="Select a region"
          disabled={subscriptionId === ''}
          options={(locationList.data ?? []).map(({ name, displayName }) => ({ value: name, text: displayName }))}
          value={form.region}
          message={messageAt('region')}
          onChange={(region) => onChange({ ...form, region })}
        />
      )}
    </>
  );
}

interface ParameterInputProps {
  field: ParameterField;
  typed: string;
  message: string | undefined;
  onChange: (text: string) => void;
}

function ParameterInput({ field, typed, message, onChange }: ParameterInputProps) {
  const styles = useDeployStyles();
  const id = fieldId(`parameter ${field.name}`);
  const label = field.description === undefined ? field.name : labelWithTip(field.name, field.description);
  const isWorkedOut = field.isOptional && field.initial === undefined;
  if (field.options) {
    return (
      <PickerField
        className={styles.field}
        orientation="horizontal"
        id={id}
        label={label}
        required={!field.isOptional}
        options={field.options.map((option) => ({ value: option, text: option }))}
        value={typed === '' ? undefined : typed}
        message={message}
        onChange={onChange}
      />
    );
  }
  return (
    <Field
      className={styles.field}
      orientation="horizontal"
      label={label}
      required={!field.isOptional}
      {...(isWorkedOut && { hint: 'Worked out by the template when you leave it empty.' })}
      {...fieldMessage(message)}
    >
      <Input
        id={id}
        type={field.type.startsWith('secure') ? 'password' : 'text'}
        autoComplete="off"
        value={typed}
        onChange={(_, { value }) => onChange(value)}
      />
    </Field>
  );
}
