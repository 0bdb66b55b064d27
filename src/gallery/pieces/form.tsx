import { Field, Input, makeStyles, RadioGroup, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { useState } from 'react';
import type { GrantScope } from '#protocol/authorization.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { DatasourceTypeField } from '#ui/form/DatasourceTypeField.tsx';
import { fieldMessage } from '#ui/form/field-message.ts';
import { useFormStyles } from '#ui/form/form-styles.ts';
import { GivenField } from '#ui/form/GivenField.tsx';
import { GrantScopeField } from '#ui/form/GrantScopeField.tsx';
import { GroupField } from '#ui/form/GroupField.tsx';
import { InfoTip, labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { groupProblem, type PlaceForm } from '#ui/form/place-form.ts';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { ReasonedRadio } from '#ui/form/ReasonedRadio.tsx';
import { datasourceIcon } from '#ui/page/datasource-icon.tsx';
import { Example } from '../Example.tsx';
import type { Piece } from '../piece.ts';
import { nothing } from '../samples.ts';

const REGIONS = ['West Europe', 'North Europe', 'Germany West Central'].map((text) => ({ value: text, text }));

function PickerFieldStates() {
  return (
    <>
      <Example state="nothing chosen">
        <Picker label="Region" />
      </Example>
      <Example state="chosen, with a hint" opens="PickerField">
        <Picker label="Region of the vault" value="North Europe" hint="It cannot be changed later." />
      </Example>
      <Example state="wrong">
        <Picker label="Region of the copy" message="Select a region." />
      </Example>
      <Example state="cannot be chosen">
        <Picker label="Region of the server" value="West Europe" disabled />
      </Example>
      <Example state="in a pane: the label above">
        <PickerField label="Target region" options={REGIONS} value="West Europe" onChange={nothing} />
      </Example>
    </>
  );
}

interface PickerProps {
  label: string;
  value?: string;
  hint?: string;
  message?: string;
  disabled?: boolean;
}

function Picker({ value: initial, ...field }: PickerProps) {
  const form = useFormStyles();
  const [value, setValue] = useState(initial);
  return (
    <PickerField
      {...field}
      className={form.field}
      orientation="horizontal"
      required
      placeholder="Select a region"
      options={REGIONS}
      value={value}
      onChange={setValue}
    />
  );
}

const GROUPS = ['rg-shop', 'rg-finance'];

const GroupFieldStates = () => (
  <>
    <Example state="one that is there">
      <Group id="there" initial={{ isNew: false, name: 'rg-shop' }} />
    </Example>
    <Example state="none chosen, and asked for">
      <Group id="missing" initial={{ isNew: false, name: '' }} />
    </Example>
    <Example state="a new one, whose name is taken">
      <Group id="taken" initial={{ isNew: true, name: 'rg-shop' }} />
    </Example>
    <Example state="in a pane">
      <Group id="pane" initial={{ isNew: true, name: 'rg-new' }} isInPane />
    </Example>
  </>
);

function Group({ id, initial, isInPane = false }: { id: string; initial: PlaceForm['group']; isInPane?: boolean }) {
  const form = useFormStyles();
  const [group, setGroup] = useState(initial);
  return (
    <GroupField
      id={`group-${id}`}
      group={group}
      names={GROUPS}
      owner="vault"
      message={groupProblem(group, GROUPS)}
      onChange={setGroup}
      {...(!isInPane && { className: form.field, orientation: 'horizontal' })}
    />
  );
}

function GivenFieldStates() {
  return (
    <>
      <Example state="a value">
        <GivenField label="Subscription">Production</GivenField>
      </Example>
      <Example state="with the picture of what is backed up">
        <GivenField label="Datasource">
          {datasourceIcon(POSTGRES_SERVERS)} pg-a-name-that-is-as-long-as-the-service-takes-and-no-letter-less
        </GivenField>
      </Example>
    </>
  );
}

const GrantScopeFieldStates = () => (
  <>
    <Example state="narrow">
      <Scope initial="resource" />
    </Example>
    <Example state="wide, with a warning">
      <Scope initial="subscription" />
    </Example>
  </>
);

function Scope({ initial }: { initial: GrantScope }) {
  const [scope, setScope] = useState(initial);
  return <GrantScopeField scope={scope} onChange={setScope} />;
}

function TypeField() {
  const form = useFormStyles();
  const [chosen, setChosen] = useState(POSTGRES_SERVERS);
  return <DatasourceTypeField className={form.field} orientation="horizontal" chosen={chosen} onChoose={setChosen} />;
}

const useStyles = makeStyles({ row: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM } });

function ReasonedButtonStates() {
  const styles = useStyles();
  return (
    <Example state="can be pressed, and cannot">
      <div className={styles.row}>
        <ReasonedButton appearance="primary" disabledReason={undefined} onClick={nothing}>
          Create
        </ReasonedButton>
        <ReasonedButton appearance="primary" disabledReason="You may not create vaults." onClick={nothing}>
          Create vault
        </ReasonedButton>
        <ReasonedButton icon={<AddRegular />} disabledReason={undefined} onClick={nothing}>
          Add
        </ReasonedButton>
        <ReasonedButton icon={<AddRegular />} disabledReason="All of them are there." onClick={nothing}>
          Add all
        </ReasonedButton>
      </div>
    </Example>
  );
}

const ReasonedRadioStates = () => (
  <Example state="chosen, and one that cannot be">
    <RadioGroup defaultValue="server" aria-label="Restore target">
      <ReasonedRadio value="server" label="Restore as database" disabledReason={undefined} />
      <ReasonedRadio
        value="files"
        label="Restore as files"
        disabledReason="No storage account of the region may be written by the vault's identity."
      />
    </RadioGroup>
  </Example>
);

/** What Fluent's fields look like with our messages and labels. */
function FieldStates() {
  const form = useFormStyles();
  return (
    <>
      <Example state="right">
        <Field className={form.field} orientation="horizontal" label="Vault name" required>
          <Input defaultValue="bv-shop" />
        </Field>
      </Example>
      <Example state="wrong, with a label that explains itself">
        <Field
          className={form.field}
          orientation="horizontal"
          label={labelWithTip('Policy name', 'It is seen in lists.')}
          {...fieldMessage('A name begins with a letter, and has letters, digits and hyphens only.')}
        >
          <Input defaultValue="1st policy" />
        </Field>
      </Example>
      <Example state="an explanation alone">
        Retention <InfoTip label="Retention" tip="How long a recovery point is kept." />
      </Example>
    </>
  );
}

export const FORM_PIECES: readonly Piece[] = [
  { name: 'info-tip', files: ['form/info-tip'], States: FieldStates },
  { name: 'PickerField', files: ['form/PickerField'], States: PickerFieldStates },
  { name: 'GroupField', files: ['form/GroupField'], States: GroupFieldStates },
  { name: 'GivenField', files: ['form/GivenField', 'page/datasource-icon'], States: GivenFieldStates },
  { name: 'GrantScopeField', files: ['form/GrantScopeField'], States: GrantScopeFieldStates },
  {
    name: 'DatasourceTypeField',
    files: ['form/DatasourceTypeField'],
    States: () => (
      <Example state="chosen" opens="DatasourceTypeField">
        <TypeField />
      </Example>
    ),
  },
  { name: 'ReasonedButton', files: ['form/ReasonedButton'], States: ReasonedButtonStates },
  { name: 'ReasonedRadio', files: ['form/ReasonedRadio'], States: ReasonedRadioStates },
];
