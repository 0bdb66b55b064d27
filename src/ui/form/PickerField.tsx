import { Combobox, Field, makeStyles, Option, type FieldProps } from '@fluentui/react-components';
import { useState } from 'react';
import { fieldMessage } from './field-message.ts';

// A list that leaves room below or above its field; a taller one would cover the page.
const useStyles = makeStyles({ list: { maxHeight: '320px' } });

interface PickerOption {
  value: string;
  text: string;
}

interface PickerFieldProps extends Pick<FieldProps, 'label' | 'required' | 'orientation' | 'className' | 'hint'> {
  id?: string;
  options: readonly PickerOption[];
  value: string | undefined;
  onChange: (value: string) => void;
  placeholder?: string;
  /** What is wrong with the choice. */
  message?: string | undefined;
  disabled?: boolean;
}

/** One choice out of many: typing narrows the list down. Text that is not an option is dropped on leaving. */
export function PickerField(props: PickerFieldProps) {
  const { id, options, value, onChange, placeholder, message, disabled = false, ...field } = props;
  const styles = useStyles();
  const [typed, setTyped] = useState<string>();
  const chosen = options.find((option) => option.value === value);
  const wanted = typed?.trim().toLowerCase() ?? '';
  const shown = options.filter((option) => option.text.toLowerCase().includes(wanted));
  return (
    <Field {...field} {...fieldMessage(message)}>
      <Combobox
        {...(id !== undefined && { id })}
        disabled={disabled}
        {...(placeholder !== undefined && { placeholder })}
        value={typed ?? chosen?.text ?? ''}
        selectedOptions={chosen ? [chosen.value] : []}
        // Typing replaces the choice, wherever the person clicked into it.
        onClick={({ target }) => {
          if (typed === undefined && target instanceof HTMLInputElement) target.select();
        }}
        onChange={(event) => setTyped(event.currentTarget.value)}
        listbox={{ className: styles.list }}
        onOptionSelect={(_, { optionValue }) => {
          // Without a value, the event only means that the typed text is no longer the chosen option.
          if (optionValue === undefined) return;
          setTyped(undefined);
          onChange(optionValue);
        }}
        onOpenChange={(_, { open }) => {
          if (!open) setTyped(undefined);
        }}
        onBlur={() => setTyped(undefined)}
      >
        {shown.map((option) => (
          <Option key={option.value} value={option.value}>
            {option.text}
          </Option>
        ))}
        {shown.length === 0 && (
          <Option disabled text="">
            Nothing matches
          </Option>
        )}
      </Combobox>
    </Field>
  );
}
