import { Checkbox, Field } from '@fluentui/react-components';
import { fieldMessage } from '#ui/form/field-message.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import type { FieldLayout } from '../form-styles.ts';
import {
  CROSS_SUBSCRIPTION_OPTIONS,
  CROSS_SUBSCRIPTION_STATES,
  type CrossSubscriptionChoice,
} from './cross-subscription-restore.ts';

interface CrossSubscriptionFieldsProps {
  choice: CrossSubscriptionChoice;
  onChange: (choice: CrossSubscriptionChoice) => void;
  message: string | undefined;
  layout: FieldLayout;
  /** For the confirmation, which takes the focus when it is missing. */
  id: string;
}

/** Cross subscription restore; disabling it for ever needs a confirmation. */
export function CrossSubscriptionFields({ choice, onChange, message, layout, id }: CrossSubscriptionFieldsProps) {
  return (
    <>
      <PickerField
        {...layout}
        label={labelWithTip(
          'Cross Subscription Restore',
          'Whether recovery points can be restored into another subscription. A permanent disable cannot be undone.',
        )}
        options={CROSS_SUBSCRIPTION_OPTIONS}
        value={choice.state}
        onChange={(value) => {
          const state = CROSS_SUBSCRIPTION_STATES.find((each) => each === value);
          if (state) onChange({ state, isConfirmed: false });
        }}
      />
      {choice.state === 'PermanentlyDisabled' && (
        <Field {...fieldMessage(message)}>
          <Checkbox
            id={id}
            label="I understand that cross subscription restore can never be enabled for this vault again."
            checked={choice.isConfirmed}
            onChange={(_, { checked }) => onChange({ ...choice, isConfirmed: checked === true })}
          />
        </Field>
      )}
    </>
  );
}
