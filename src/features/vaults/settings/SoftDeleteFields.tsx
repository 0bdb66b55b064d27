import { Checkbox, Field, Input } from '@fluentui/react-components';
import { fieldMessage } from '#ui/form/field-message.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { useFormStyles, type FieldLayout } from '../form-styles.ts';
import { changeSoftDelete, SOFT_DELETE_DAYS, type SoftDeleteChoice, type SoftDeleteField } from './soft-delete.ts';

interface SoftDeleteFieldsProps {
  choice: SoftDeleteChoice;
  onChange: (choice: SoftDeleteChoice) => void;
  messageAt: (field: SoftDeleteField) => string | undefined;
  idOf: (field: SoftDeleteField) => string;
  layout: FieldLayout;
  /** Always-on was chosen before, so only the days can change. */
  isForEver?: boolean;
  /** It cannot be turned off, and its days cannot be reduced. */
  isHeld?: boolean;
}

/** Soft delete: whether, for how long, and whether for ever. */
export function SoftDeleteFields({
  choice,
  onChange,
  messageAt,
  idOf,
  layout,
  isForEver = false,
  isHeld = false,
}: SoftDeleteFieldsProps) {
  const styles = useFormStyles();
  const change = (part: Partial<SoftDeleteChoice>) => onChange(changeSoftDelete(choice, part));
  const { min, max } = SOFT_DELETE_DAYS;
  return (
    <>
      <Checkbox
        label="Enable soft delete"
        checked={choice.isOn}
        disabled={isForEver || isHeld}
        onChange={(_, { checked }) => change({ isOn: checked === true })}
      />
      <Field
        {...layout}
        label={labelWithTip('Soft delete retention period (days)', 'How long deleted backup data can be undeleted.')}
        required={choice.isOn}
        hint={`From ${String(min)} to ${String(max)} days.`}
        {...fieldMessage(messageAt('days'))}
      >
        <Input
          id={idOf('days')}
          className={styles.number}
          type="number"
          min={min}
          max={max}
          disabled={!choice.isOn}
          value={choice.days}
          onChange={(_, { value }) => change({ days: value })}
        />
      </Field>
      <Checkbox
        label="Enable Always-on Soft Delete"
        checked={choice.isAlwaysOn}
        disabled={isForEver || !choice.isOn}
        onChange={(_, { checked }) => change({ isAlwaysOn: checked === true })}
      />
      {choice.isAlwaysOn && !isForEver && (
        <Field {...fieldMessage(messageAt('alwaysOn'))}>
          <Checkbox
            id={idOf('alwaysOn')}
            label="I understand that always-on soft delete cannot be turned off again."
            checked={choice.isConfirmed}
            onChange={(_, { checked }) => change({ isConfirmed: checked === true })}
          />
        </Field>
      )}
    </>
  );
}
