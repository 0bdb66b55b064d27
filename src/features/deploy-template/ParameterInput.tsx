import { Field, Input } from '@fluentui/react-components';
import { fieldMessage } from '#ui/form/field-message.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { elementIdOf } from './deploy-context.ts';
import { useDeployStyles } from './deploy-styles.ts';
import type { ParameterField } from './read-template.ts';

interface ParameterInputProps {
  field: ParameterField;
  typed: string;
  message: string | undefined;
  onChange: (text: string) => void;
}

/** The value of one parameter. */
export function ParameterInput({ field, typed, message, onChange }: ParameterInputProps) {
  const styles = useDeployStyles();
  const id = elementIdOf(`parameter ${field.name}`);
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
      {...(isWorkedOut && { hint: 'Computed by the template when you leave it empty.' })}
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
