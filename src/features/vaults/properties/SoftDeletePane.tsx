import { useState } from 'react';
import { useFormStyles } from '../form-styles.ts';
import {
  isAlways,
  softDeleteChoiceOf,
  softDeleteProblems,
  softDeleteSettingsOf,
  type SoftDeleteField,
} from '../settings/soft-delete.ts';
import { SoftDeleteFields } from '../settings/SoftDeleteFields.tsx';
import { SettingPane, type SettingPaneProps } from './SettingPane.tsx';

/** **Soft Delete**: off, on for some days, or on for ever. */
export function SoftDeletePane({ vault, onClose }: SettingPaneProps) {
  const styles = useFormStyles();
  const before = vault.properties.securitySettings.softDeleteSettings;
  const [first] = useState(() => softDeleteChoiceOf(before));
  const [choice, setChoice] = useState(first);
  const [isChecked, setChecked] = useState(false);
  const problems = softDeleteProblems(choice);
  const patch = () => {
    setChecked(true);
    const [field] = Object.keys(problems) as SoftDeleteField[];
    if (field !== undefined) {
      document.getElementById(idOf(field))?.focus();
      return undefined;
    }
    const softDeleteSettings = softDeleteSettingsOf(choice, before.retentionDurationInDays);
    return { properties: { securitySettings: { softDeleteSettings } } };
  };
  return (
    <SettingPane
      vault={vault}
      title="Soft Delete"
      what="soft delete"
      isChanged={
        choice.isOn !== first.isOn ||
        choice.isAlwaysOn !== first.isAlwaysOn ||
        (choice.isOn && choice.days !== first.days)
      }
      patch={patch}
      onClose={onClose}
    >
      <p className={styles.intro}>
        Backup data that is deleted can be brought back until its days are over. What was deleted before keeps the days
        that it was deleted with.
      </p>
      {isAlways(before.state) && (
        <p className={styles.intro}>Soft delete is always on for this vault. Only its days can be changed.</p>
      )}
      <SoftDeleteFields
        choice={choice}
        onChange={setChoice}
        layout={{ className: styles.paneField }}
        isForEver={isAlways(before.state)}
        idOf={idOf}
        // A number is told while one types it; a confirmation is asked for when it is missing.
        messageAt={(field) =>
          isChecked || (field === 'days' && choice.days !== first.days) ? problems[field] : undefined
        }
      />
    </SettingPane>
  );
}

const idOf = (field: SoftDeleteField): string => `soft-delete-${field}`;
