import { Button, Dropdown, Field, makeStyles, Option, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { DATASOURCE_TYPES } from '#protocol/datasource-types.ts';
import { paths, type WizardChoices } from '#paths';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { labelWithTip } from '#ui/form/info-tip.tsx';

const useStyles = makeStyles({ form: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXL } });

interface Choice {
  text: string;
  /** The portal lists it, this one cannot protect it. */
  disabled?: boolean;
}

const MANAGED_BY: Choice[] = [{ text: 'Azure' }, { text: 'Non-Azure', disabled: true }];
const datasourceChoices: Choice[] = [
  ...DATASOURCE_TYPES.map(({ words }) => ({ text: words.services })),
  { text: 'Azure Virtual machines', disabled: true },
  { text: 'Azure Disks', disabled: true },
  { text: 'Azure Blobs', disabled: true },
  { text: 'Kubernetes services', disabled: true },
];
const SOLUTIONS: Choice[] = [{ text: 'Azure Backup' }, { text: 'Azure Site Recovery', disabled: true }];

/** The choices that the wizard starts with; it takes the first type by default. */
function choicesFor(services: string): WizardChoices {
  const at = DATASOURCE_TYPES.findIndex(({ words }) => words.services === services);
  const chosen = at > 0 ? DATASOURCE_TYPES[at] : undefined;
  return chosen ? { datasource: chosen.type } : {};
}

/** **Configure protection**: what is to be protected and by what; then the wizard. */
export function ConfigureProtectionPane({ open, onClose }: { open: boolean; onClose: () => void }) {
  const styles = useStyles();
  const navigate = useNavigate();
  const [datasourceType, setDatasourceType] = useState<string>();
  const [isChecked, setChecked] = useState(false);
  const proceed = () => {
    setChecked(true);
    if (datasourceType !== undefined) void navigate(paths.configureBackup('basics', choicesFor(datasourceType)));
  };
  return (
    <ContextPane
      title="Configure protection"
      open={open}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" onClick={proceed}>
            Continue
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <div className={styles.form}>
        <ChoiceField
          label="Resource managed by"
          tip="Azure resources are provisioned and managed through Azure. Non-Azure resources live outside it."
          choices={MANAGED_BY}
          chosen="Azure"
        />
        <ChoiceField
          label="Datasource type"
          tip="The kind of resource to protect."
          choices={datasourceChoices}
          chosen={datasourceType}
          onChoose={setDatasourceType}
          problem={isChecked && datasourceType === undefined ? 'Select a datasource type.' : undefined}
        />
        {datasourceType !== undefined && (
          <ChoiceField
            label="Solution"
            tip="Azure Backup keeps recovery points in a vault."
            choices={SOLUTIONS}
            chosen="Azure Backup"
          />
        )}
      </div>
    </ContextPane>
  );
}

interface ChoiceFieldProps {
  label: string;
  tip: string;
  choices: readonly Choice[];
  chosen: string | undefined;
  /** Absent where only one choice is possible. */
  onChoose?: (text: string) => void;
  problem?: string | undefined;
}

function ChoiceField({ label, tip, choices, chosen, onChoose, problem }: ChoiceFieldProps) {
  return (
    <Field label={labelWithTip(label, tip)} required {...(problem !== undefined && { validationMessage: problem })}>
      <Dropdown
        placeholder="Select"
        value={chosen ?? ''}
        selectedOptions={chosen === undefined ? [] : [chosen]}
        onOptionSelect={(_, { optionValue }) => {
          if (optionValue !== undefined) onChoose?.(optionValue);
        }}
      >
        {choices.map(({ text, disabled = false }) => (
          <Option key={text} value={text} text={text} disabled={disabled}>
            {text}
          </Option>
        ))}
      </Dropdown>
    </Field>
  );
}
