import { Button, Checkbox, Dropdown, Field, Input, makeStyles, Option, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { DEFAULT_RULE, DURATION_UNITS, type DurationUnit, type RuleKind } from '#protocol/rule-kinds.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { fieldMessage } from '#ui/form/field-message.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { ruleTitle } from '#ui/text/policy-text.ts';
import { useFormStyles } from './form-styles.ts';
import { proposedRule, type RuleForm } from './policy-form.ts';
import { DURATION_BOUNDS, durationProblem } from './policy-problems.ts';

const useStyles = makeStyles({
  duration: { display: 'flex', columnGap: tokens.spacingHorizontalS },
  count: { width: '120px' }, // four digits and the arrows
  unit: { minWidth: '140px' }, // its longest word and the arrow
});

interface RetentionPaneProps {
  /** The rule to change; a new one when absent. */
  rule: RuleForm | undefined;
  /** The kinds that a new rule may have. */
  kinds: readonly RuleKind[];
  onKeep: (rule: RuleForm) => void;
  onClose: () => void;
}

/** **Add retention**, and the same for an existing rule: what it keeps, and for how long. */
export function RetentionPane({ rule, kinds, onKeep, onClose }: RetentionPaneProps) {
  const shared = useFormStyles();
  const first = rule ?? proposedRule(kinds[0] ?? DEFAULT_RULE);
  const [kind, setKind] = useState(first.kind);
  const [duration, setDuration] = useState<Typed>({ count: String(first.count), unit: first.unit });
  const [isChecked, setChecked] = useState(false);
  const problem = durationProblem(duration.count, duration.unit);
  const keep = () => {
    setChecked(true);
    if (problem !== undefined) return document.getElementById(COUNT_ID)?.focus();
    onKeep({ kind, count: Number(duration.count), unit: duration.unit });
  };
  return (
    <ContextPane
      open
      title={rule ? 'Edit retention' : 'Add retention'}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" onClick={keep}>
            {rule ? 'Apply' : 'Add'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          keep();
        }}
      >
        <Field className={shared.paneField} label={labelWithTip('Backups to retain', tipOf(kind))} required>
          <Dropdown
            disabled={rule !== undefined}
            value={ruleTitle(kind)}
            selectedOptions={[kind]}
            onOptionSelect={(_, { optionValue }) => {
              const chosen = kinds.find((each) => each === optionValue);
              if (!chosen) return;
              setKind(chosen);
              const { count, unit } = proposedRule(chosen);
              setDuration({ count: String(count), unit });
            }}
          >
            {kinds.map((each) => (
              <Option key={each} value={each}>
                {ruleTitle(each)}
              </Option>
            ))}
          </Dropdown>
        </Field>
        <Field
          className={shared.paneField}
          label="Data store"
          required
          hint="Archive isn't supported for this datasource type."
        >
          <Checkbox checked disabled required={false} label="Backup data store" />
        </Field>
        <DurationField
          value={duration}
          message={isChecked || isTyped(duration, first) ? problem : undefined}
          onChange={setDuration}
        />
      </form>
    </ContextPane>
  );
}

const tipOf = (kind: RuleKind): string =>
  kind === DEFAULT_RULE
    ? 'Applies when no other rule qualifies. It can be edited, not deleted.'
    : "The earliest backup of the period that completed. A failed backup doesn't count.";

const COUNT_ID = 'retention-duration';

interface Typed {
  /** As typed. */
  count: string;
  unit: DurationUnit;
}

const isTyped = ({ count, unit }: Typed, first: RuleForm): boolean =>
  count !== String(first.count) || unit !== first.unit;

interface DurationFieldProps {
  value: Typed;
  message: string | undefined;
  onChange: (value: Typed) => void;
}

function DurationField({ value: { count, unit }, message, onChange }: DurationFieldProps) {
  const styles = useStyles();
  return (
    <Field label={labelWithTip('Retention duration', 'From 7 days to 10 years.')} required {...fieldMessage(message)}>
      {/* The props that a Field passes to a single input go to the number; the unit has its own label. */}
      {(props) => (
        <div className={styles.duration}>
          <Input
            {...props}
            id={COUNT_ID}
            className={styles.count}
            type="number"
            {...DURATION_BOUNDS[unit]}
            value={count}
            onChange={(_, { value }) => onChange({ count: value, unit })}
          />
          <Dropdown
            className={styles.unit}
            aria-label="Unit of the retention duration"
            value={unit}
            selectedOptions={[unit]}
            onOptionSelect={(_, { optionValue }) => {
              const chosen = DURATION_UNITS.find((each) => each === optionValue);
              if (chosen) onChange({ count, unit: chosen });
            }}
          >
            {DURATION_UNITS.map((each) => (
              <Option key={each} value={each}>
                {each}
              </Option>
            ))}
          </Dropdown>
        </div>
      )}
    </Field>
  );
}
