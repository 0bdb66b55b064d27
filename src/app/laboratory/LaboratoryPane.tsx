import { Field, makeStyles, Radio, RadioGroup, Select, tokens, type RadioGroupProps } from '@fluentui/react-components';
import { useState, useSyncExternalStore } from 'react';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { useSession } from '../sign-in/session.ts';
import type { Laboratory, LaboratoryChoice } from '#protocol/laboratory.ts';
import { PaneFooter, type NewWorld } from './PaneFooter.tsx';
import { TimeField } from './TimeField.tsx';

const useStyles = makeStyles({
  fields: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXL },
  // Its longest option would make it wider than the pane.
  select: { minWidth: 0, '& select': { minWidth: 0 } },
  scenario: { display: 'block' },
  line: {
    display: 'block',
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    // In the middle of a title it begins small.
    '::first-letter': { textTransform: 'uppercase' },
  },
});

/** The value of the radio button for no scenario. */
const GOOD_DAY = '';

interface LaboratoryPaneProps {
  laboratory: Laboratory;
  onClose: () => void;
}

/** The world's time, its speed, the persona, the size of the estate, and what goes wrong. */
export function LaboratoryPane({ laboratory, onClose }: LaboratoryPaneProps) {
  const styles = useStyles();
  const state = useSyncExternalStore(laboratory.subscribe, laboratory.state);
  const [newWorld, setNewWorld] = useState<NewWorld>();
  return (
    <ContextPane
      title="Laboratory"
      subtitle="The world behind this page is made up, and lives in this tab."
      open
      onClose={onClose}
      footer={
        <PaneFooter
          newWorld={newWorld}
          onNewWorld={setNewWorld}
          onBegin={(world) => {
            if (world.kind === 'reset') laboratory.reset();
            else laboratory.chooseEstate(world.estate.id);
          }}
          onClose={onClose}
        />
      }
    >
      <div className={styles.fields}>
        <TimeField laboratory={laboratory} />
        <SpeedField laboratory={laboratory} />
        <PersonaField />
        <Field label="Estate" hint="Another estate starts over: what you made in this one is gone.">
          <Select
            className={styles.select}
            value={newWorld?.kind === 'estate' ? newWorld.estate.id : state.estate}
            onChange={(_, { value }) => {
              const estate = laboratory.estates.find(({ id }) => id === value);
              setNewWorld(estate && value !== state.estate ? { kind: 'estate', estate } : undefined);
            }}
          >
            {laboratory.estates.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Scenario" hint="A scenario starts at once. Its effects stay when it ends.">
          <RadioGroup
            value={state.scenario ?? GOOD_DAY}
            onChange={(_, { value }) => {
              laboratory.chooseScenario(value === GOOD_DAY ? undefined : value);
            }}
          >
            {[{ id: GOOD_DAY, title: 'None: everything works' }, ...laboratory.scenarios].map((scenario) => (
              <Radio key={scenario.id} value={scenario.id} label={<ScenarioLabel {...scenario} />} />
            ))}
          </RadioGroup>
        </Field>
      </div>
    </ContextPane>
  );
}

function SpeedField({ laboratory }: { laboratory: Laboratory }) {
  const { speed } = useSyncExternalStore(laboratory.subscribe, laboratory.state);
  const choose: RadioGroupProps['onChange'] = (_, { value }) => {
    laboratory.chooseSpeed(Number(value));
  };
  return (
    <Field label="Speed of simulated work" hint="Takes effect at once, also for running backups and restores.">
      <RadioGroup layout="horizontal" value={String(speed)} onChange={choose}>
        {laboratory.speeds.map((each) => (
          <Radio key={each} value={String(each)} label={each === 1 ? 'Real life' : `${each.toLocaleString('en')}x`} />
        ))}
      </RadioGroup>
    </Field>
  );
}

function PersonaField() {
  const styles = useStyles();
  const session = useSession();
  const { account, personas, become } = useSyncExternalStore(session.subscribe, session.state);
  return (
    <Field label="Work as">
      <Select
        className={styles.select}
        value={account.id}
        onChange={(_, { value }) => {
          become?.(value);
        }}
      >
        {personas.map(({ id, name, description }) => (
          <option key={id} value={id}>
            {name}: {description}
          </option>
        ))}
      </Select>
    </Field>
  );
}

/** `In short: what it is` on two lines. */
function ScenarioLabel({ title }: LaboratoryChoice) {
  const styles = useStyles();
  const [name = '', ...line] = title.split(': ');
  return (
    <span className={styles.scenario}>
      {name}
      <span className={styles.line}>{line.join(': ')}</span>
    </span>
  );
}
