import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { vaultStorages } from '#resources/vault-storages.ts';
import { copyStoragesFor } from '#ui/form/copy-storage.ts';
import { PickerField } from '#ui/form/PickerField.tsx';
import { storageText } from '#ui/text/vault-text.ts';
import { useFormStyles } from '../form-styles.ts';
import { SettingPane, type SettingPaneProps } from './SettingPane.tsx';

/** **Second storage**: added once. */
export function SecondStoragePane({ vault, onClose }: SettingPaneProps) {
  const styles = useFormStyles();
  const { data: storages = [] } = useQuery(vaultStorages.told());
  const [chosen, setChosen] = useState<string>();
  const { vaultStorage } = vault.properties;
  const others = copyStoragesFor({ redundancy: 'GeoRedundant', storage: vaultStorage?.name }, storages);
  return (
    <SettingPane
      vault={vault}
      title="Second storage"
      what="second storage"
      isChanged={chosen !== undefined}
      patch={() => (chosen === undefined ? undefined : { properties: { copyStorage: { name: chosen } } })}
      onClose={onClose}
    >
      <p className={styles.intro}>
        Every recovery point is copied into it, with the keys of the vault, and checked there; the recovery points that
        the vault has are copied in the background. The vault is geo-redundant from then on. A second storage stays: it
        can neither be changed nor taken away.
      </p>
      <div className={styles.paneField}>
        <PickerField
          label="Second storage"
          required
          placeholder="Select a storage"
          options={others.map((each) => ({ value: each.name, text: storageText(each) }))}
          value={chosen}
          onChange={setChosen}
        />
      </div>
    </SettingPane>
  );
}
