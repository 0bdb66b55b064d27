import { Dropdown, Field, Option } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PROOF_INTERVALS } from '#protocol/data-protection.ts';
import { DEFAULT_PROOF_SETTINGS } from '#protocol/proof.ts';
import { lastName } from '#protocol/resource-id.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { useFormStyles } from '../form-styles.ts';
import { SettingPane, type SettingPaneProps } from './SettingPane.tsx';

const NONE = '';

/** **Proof of restore points**: how often, and where a drill may restore into. */
export function ProofPane({ vault, onClose }: SettingPaneProps) {
  const styles = useFormStyles();
  const [before] = useState(() => vault.properties.proofSettings ?? DEFAULT_PROOF_SETTINGS);
  const [drill, setDrill] = useState<string>(before.drill);
  const [verify, setVerify] = useState<string>(before.verify);
  const [serverId, setServerId] = useState(before.drillServerId ?? NONE);
  const { data: servers = [] } = useQuery(postgresServers.everywhere());
  const connected = servers.filter(({ properties }) => properties.connection !== undefined);
  const nameOf = (id: string) =>
    id === NONE ? 'None' : (connected.find((server) => server.id === id)?.name ?? lastName(id));
  return (
    <SettingPane
      vault={vault}
      title="Proof of restore points"
      what="proof of restore points"
      isChanged={drill !== before.drill || verify !== before.verify || serverId !== (before.drillServerId ?? NONE)}
      patch={() => ({
        properties: { proofSettings: { drill, verify, ...(serverId !== NONE && { drillServerId: serverId }) } },
      })}
      onClose={onClose}
    >
      <p className={styles.intro}>
        The newest restore point of each backup instance is proven by itself. Off means that it is unknown whether it
        can be restored until you try.
      </p>
      <IntervalField
        label="Drill"
        hint="Restores it into a scratch server and compares every table."
        value={drill}
        onChange={setDrill}
      />
      <IntervalField label="Verify" hint="Reads every byte of it back." value={verify} onChange={setVerify} />
      <Field
        className={styles.paneField}
        label="Server for drills"
        hint="Used where the machine has no PostgreSQL server programs of its own. A drill makes databases there and removes them."
      >
        <Dropdown
          value={nameOf(serverId)}
          selectedOptions={[serverId]}
          onOptionSelect={(_, { optionValue }) => {
            setServerId(optionValue ?? NONE);
          }}
        >
          <Option value={NONE}>None</Option>
          {connected.map(({ id, name }) => (
            <Option key={id} value={id}>
              {name}
            </Option>
          ))}
        </Dropdown>
      </Field>
    </SettingPane>
  );
}

interface IntervalFieldProps {
  label: string;
  hint: string;
  value: string;
  onChange: (interval: string) => void;
}

function IntervalField({ label, hint, value, onChange }: IntervalFieldProps) {
  const styles = useFormStyles();
  return (
    <Field className={styles.paneField} label={label} hint={hint}>
      <Dropdown
        value={value}
        selectedOptions={[value]}
        onOptionSelect={(_, { optionValue }) => {
          onChange(optionValue ?? value);
        }}
      >
        {PROOF_INTERVALS.map((interval) => (
          <Option key={interval} value={interval}>
            {interval}
          </Option>
        ))}
      </Dropdown>
    </Field>
  );
}
