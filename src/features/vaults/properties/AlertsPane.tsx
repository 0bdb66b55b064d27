import { Checkbox } from '@fluentui/react-components';
import { useState } from 'react';
import { jobFailureAlertsText } from '#ui/text/vault-text.ts';
import { useFormStyles } from '../form-styles.ts';
import { SettingPane, type SettingPaneProps } from './SettingPane.tsx';

/** **Alerts for all job failures**. */
export function AlertsPane({ vault, onClose }: SettingPaneProps) {
  const styles = useFormStyles();
  const [wasOn] = useState(() => jobFailureAlertsText(vault) !== 'Disabled');
  const [isOn, setOn] = useState(wasOn);
  return (
    <SettingPane
      vault={vault}
      title="Alerts for all job failures"
      what="alerts"
      isChanged={isOn !== wasOn}
      patch={() => ({
        properties: {
          monitoringSettings: {
            azureMonitorAlertSettings: { alertsForAllJobFailures: isOn ? 'Enabled' : 'Disabled' },
          },
        },
      })}
      onClose={onClose}
    >
      <p className={styles.intro}>Every backup or restore job of this vault that fails raises an alert.</p>
      <Checkbox
        label="Enable alerts for all job failures"
        checked={isOn}
        onChange={(_, { checked }) => setOn(checked === true)}
      />
    </SettingPane>
  );
}
