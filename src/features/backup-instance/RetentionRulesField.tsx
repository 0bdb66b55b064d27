import { Field, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { DateTime } from '#ui/text/DateTime.tsx';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import type { RetentionChoice } from './retention-choice.ts';

const useStyles = makeStyles({
  label: { display: 'flex', flexDirection: 'column', color: tokens.colorNeutralForeground1 },
  duration: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  until: { marginBlockStart: tokens.spacingVerticalXL },
  untilLabel: { color: tokens.colorNeutralForeground2 },
});

interface RetentionRulesFieldProps {
  choices: readonly RetentionChoice[];
  chosen: string | undefined;
  onChoose: (rule: string) => void;
}

/** Which rule keeps the backup, and until when. */
export function RetentionRulesField({ choices, chosen, onChoose }: RetentionRulesFieldProps) {
  const styles = useStyles();
  const until = choices.find(({ rule }) => rule === chosen)?.retainedUntil;
  return (
    <>
      <Field label={labelWithTip('Retention rules', 'Decides how long this backup is kept.')} required>
        <RadioGroup
          value={chosen ?? ''}
          onChange={(_, { value }) => {
            onChoose(value);
          }}
        >
          {choices.map(({ rule, title, duration }) => (
            <Radio
              key={rule}
              value={rule}
              label={
                <span className={styles.label}>
                  {title}
                  <span className={styles.duration}>Kept for {duration}</span>
                </span>
              }
            />
          ))}
        </RadioGroup>
      </Field>
      {until && (
        <p className={styles.until} role="status">
          <span className={styles.untilLabel}>Retained until: </span>
          <DateTime value={until.toISOString()} />
        </p>
      )}
    </>
  );
}
