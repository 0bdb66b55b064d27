import { useState } from 'react';
import type { Vault } from '#protocol/data-protection.ts';
import { useFormStyles } from '../form-styles.ts';
import {
  heldSoftDelete,
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
  const held = heldSoftDelete(vault);
  const problems = softDeleteProblems(choice, held);
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
        Deleted backup data can be undeleted until its retention period ends. Data that was deleted before keeps its own
        period.
      </p>
      {isAlways(before.state) && (
        <p className={styles.intro}>Soft delete is always on for this vault. Only its days can be changed.</p>
      )}
      {held && (
        <p className={styles.intro}>
          This vault is immutable: soft delete cannot be turned off, and its days not be fewer than{' '}
          {held.retentionDurationInDays}.{' '}
          {isLocked(vault)
            ? 'Immutability is locked and stays.'
            : 'To change that, disable immutability of the vault first, in a step of its own.'}
        </p>
      )}
      <SoftDeleteFields
        choice={choice}
        onChange={setChoice}
        layout={{ className: styles.paneField }}
        isForEver={isAlways(before.state)}
        isHeld={held !== undefined}
        idOf={idOf}
        // A wrong number is reported while it is typed; a missing confirmation when the form is sent.
        messageAt={(field) =>
          isChecked || (field === 'days' && choice.days !== first.days) ? problems[field] : undefined
        }
      />
    </SettingPane>
  );
}

const isLocked = ({ properties }: Vault): boolean =>
  properties.securitySettings.immutabilitySettings.state.toLowerCase() === 'locked';

const idOf = (field: SoftDeleteField): string => `soft-delete-${field}`;
