import { Checkbox, Field } from '@fluentui/react-components';
import { useState } from 'react';
import { fieldMessage } from '#ui/form/field-message.ts';
import { useFormStyles } from '../form-styles.ts';
import {
  changeImmutability,
  immutabilityChoiceOf,
  immutabilityProblem,
  immutabilityStateOf,
  type ImmutabilityChoice,
} from '../settings/immutability.ts';
import { SettingPane, type SettingPaneProps } from './SettingPane.tsx';

const CONFIRMATION_ID = 'immutability-confirmation';

/** **Immutable vault**: off, on, or, when it is on, locked for ever. */
export function ImmutabilityPane({ vault, onClose }: SettingPaneProps) {
  const styles = useFormStyles();
  const [first] = useState(() => immutabilityChoiceOf(vault.properties.securitySettings.immutabilitySettings.state));
  const [choice, setChoice] = useState(first);
  const [isChecked, setChecked] = useState(false);
  const problem = immutabilityProblem(choice);
  const change = (part: Partial<ImmutabilityChoice>) => setChoice(changeImmutability(choice, part));
  const state = immutabilityStateOf(choice);
  const patch = () => {
    setChecked(true);
    if (problem !== undefined) {
      document.getElementById(CONFIRMATION_ID)?.focus();
      return undefined;
    }
    return { properties: { securitySettings: { immutabilitySettings: { state } } } };
  };
  return (
    <SettingPane
      vault={vault}
      title="Immutable vault"
      what="vault immutability"
      isChanged={state !== immutabilityStateOf(first)}
      patch={patch}
      onClose={onClose}
    >
      <p className={styles.intro}>
        In an immutable vault no recovery point can be deleted before it expires, and no change may shorten the
        retention of recovery points.
      </p>
      <Checkbox
        label="Enable vault immutability"
        checked={choice.isOn}
        onChange={(_, { checked }) => change({ isOn: checked === true })}
      />
      {first.isOn ? (
        <div>
          <Checkbox
            label="Lock immutability"
            checked={choice.isLocked}
            disabled={!choice.isOn}
            onChange={(_, { checked }) => change({ isLocked: checked === true })}
          />
        </div>
      ) : (
        <p className={styles.secondary}>
          Once immutability is enabled, you can lock it here. Try it for a while before you do.
        </p>
      )}
      {choice.isLocked && (
        <Field {...(isChecked && fieldMessage(problem))}>
          <Checkbox
            id={CONFIRMATION_ID}
            label="I understand that nobody can turn off immutability once it is locked."
            checked={choice.isConfirmed}
            onChange={(_, { checked }) => change({ isConfirmed: checked === true })}
          />
        </Field>
      )}
    </SettingPane>
  );
}
