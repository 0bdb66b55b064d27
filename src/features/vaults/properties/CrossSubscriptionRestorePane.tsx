import { useState } from 'react';
import { useFormStyles } from '../form-styles.ts';
import {
  crossSubscriptionProblem,
  crossSubscriptionStateOf,
  type CrossSubscriptionChoice,
} from '../settings/cross-subscription-restore.ts';
import { CrossSubscriptionFields } from '../settings/CrossSubscriptionFields.tsx';
import { SettingPane, type SettingPaneProps } from './SettingPane.tsx';

const CONFIRMATION_ID = 'cross-subscription-confirmation';

/** **Cross Subscription Restore**: enabled, disabled, or disabled for ever. */
export function CrossSubscriptionRestorePane({ vault, onClose }: SettingPaneProps) {
  const styles = useFormStyles();
  const [before] = useState(() => crossSubscriptionStateOf(vault.properties));
  const [choice, setChoice] = useState<CrossSubscriptionChoice>({ state: before, isConfirmed: false });
  const [isChecked, setChecked] = useState(false);
  const problem = crossSubscriptionProblem(choice);
  const patch = () => {
    setChecked(true);
    if (problem !== undefined) {
      document.getElementById(CONFIRMATION_ID)?.focus();
      return undefined;
    }
    return { properties: { featureSettings: { crossSubscriptionRestoreSettings: { state: choice.state } } } };
  };
  return (
    <SettingPane
      vault={vault}
      title="Cross Subscription Restore"
      what="cross subscription restore"
      isChanged={choice.state !== before}
      patch={patch}
      onClose={onClose}
    >
      <p className={styles.intro}>
        While it is enabled, everybody who may restore from this vault can restore into any subscription where they have
        the rights.
      </p>
      <CrossSubscriptionFields
        choice={choice}
        onChange={setChoice}
        layout={{ className: styles.paneField }}
        message={isChecked ? problem : undefined}
        id={CONFIRMATION_ID}
      />
    </SettingPane>
  );
}
