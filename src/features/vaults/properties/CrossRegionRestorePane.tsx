import { Field, MessageBar, MessageBarBody, Switch } from '@fluentui/react-components';
import { useState } from 'react';
import { useFormStyles } from '../form-styles.ts';
import { SettingPane, type SettingPaneProps } from './SettingPane.tsx';

/** **Cross Region Restore**, which cannot be turned off once it is on. */
export function CrossRegionRestorePane({ vault, onClose }: SettingPaneProps) {
  const styles = useFormStyles();
  const [isOn, setOn] = useState(false);
  const [pair] = vault.properties.replicatedRegions;
  return (
    <SettingPane
      vault={vault}
      title="Cross Region Restore"
      what="cross region restore"
      isChanged={isOn}
      patch={() => ({ properties: { featureSettings: { crossRegionRestoreSettings: { state: 'Enabled' } } } })}
      onClose={onClose}
    >
      <p className={styles.intro}>
        Recovery points can also be restored in the paired region{pair === undefined ? '' : ` (${pair})`}, whenever you
        like and not only when the vault&apos;s own region is down.
      </p>
      <Field className={styles.paneField} label="Cross Region Restore">
        <Switch checked={isOn} label={isOn ? 'On' : 'Off'} onChange={(_, { checked }) => setOn(checked)} />
      </Field>
      {isOn && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>Cross region restore cannot be turned off again.</MessageBarBody>
        </MessageBar>
      )}
    </SettingPane>
  );
}
