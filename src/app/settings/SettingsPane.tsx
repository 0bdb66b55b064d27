import { Field, makeStyles, Radio, RadioGroup, Switch, tokens } from '@fluentui/react-components';
import { useEffect, useId, useState } from 'react';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { DENSITIES, density, type Density } from '#ui/grid/density.ts';
import { formatDateTime } from '#ui/text/format.ts';
import { useKept, type Kept } from '#ui/state/kept.ts';
import { TIME_ZONES, timeZone, type TimeZone } from '#ui/text/time-zone.ts';
import { singleKeys } from '../shortcuts/single-keys.ts';
import { THEME_CHOICES, themeChoice, type ThemeChoice } from '../theme/theme-choice.ts';

const THEMES: Record<ThemeChoice, string> = { system: 'Same as the system', light: 'Light', dark: 'Dark' };
const DENSITY_NAMES: Record<Density, string> = { comfortable: 'Comfortable', compact: 'Compact' };
const TIME_ZONE_NAMES: Record<TimeZone, string> = { local: 'Local time', utc: 'UTC' };

/** The time shown next to each time zone is never older. */
const CLOCK_MS = 10_000;

const useStyles = makeStyles({
  intro: { margin: `0 0 ${tokens.spacingVerticalL}`, color: tokens.colorNeutralForeground2 },
  settings: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXXL },
  note: { display: 'block', color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

/** How the portal looks and writes, in this browser. A choice takes effect at once. */
export function SettingsPane({ onClose }: { onClose: () => void }) {
  const styles = useStyles();
  const now = useNow();
  const areSingleKeysOn = useKept(singleKeys) === 'on';
  const keysNote = useId();
  return (
    <ContextPane title="Settings" size="small" open onClose={onClose}>
      <p className={styles.intro}>Each choice takes effect at once, and is kept in this browser.</p>
      <div className={styles.settings}>
        <Choice label="Theme" setting={themeChoice} choices={THEME_CHOICES} nameOf={(choice) => THEMES[choice]} />
        <Choice
          label="Density of lists"
          setting={density}
          choices={DENSITIES}
          nameOf={(choice) => DENSITY_NAMES[choice]}
        />
        <Choice
          label="Time zone of dates"
          setting={timeZone}
          choices={TIME_ZONES}
          nameOf={(choice) => TIME_ZONE_NAMES[choice]}
          noteOf={(choice) => formatDateTime(now, choice)}
        />
        <div>
          <Switch
            label="Shortcuts of single keys"
            aria-describedby={keysNote}
            checked={areSingleKeysOn}
            onChange={(_, { checked }) => {
              singleKeys.keep(checked ? 'on' : 'off');
            }}
          />
          <span id={keysNote} className={styles.note}>
            Such as / to search and ? for help. Turn them off when you speak to your computer.
          </span>
        </div>
      </div>
    </ContextPane>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  setting: Kept<Value>;
  choices: readonly Value[];
  nameOf: (choice: Value) => string;
  /** Shown below the name. */
  noteOf?: (choice: Value) => string | undefined;
}

function Choice<Value extends string>({ label, setting, choices, nameOf, noteOf }: ChoiceProps<Value>) {
  const styles = useStyles();
  const chosen = useKept(setting);
  return (
    <Field label={label}>
      <RadioGroup
        value={chosen}
        onChange={(_, { value }) => {
          setting.keep(value as Value);
        }}
      >
        {choices.map((choice) => (
          <Radio
            key={choice}
            value={choice}
            label={
              <>
                {nameOf(choice)}
                {noteOf && <span className={styles.note}>{noteOf(choice)}</span>}
              </>
            }
          />
        ))}
      </RadioGroup>
    </Field>
  );
}

/** The time, as the service writes times. */
function useNow(): string {
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(new Date().toISOString());
    }, CLOCK_MS);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}
