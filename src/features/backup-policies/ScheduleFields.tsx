import { Dropdown, Field, Option } from '@fluentui/react-components';
import { useMemo } from 'react';
import { serviceTime } from '#resources/service-time.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { timeText, WEEKDAYS } from '#ui/text/policy-text.ts';
import { elementIdOf, usePolicyCreation } from './create-policy-context.ts';
import { useFormStyles } from './form-styles.ts';
import { zones } from './zones.ts';

/** When backups run. */
export function ScheduleFields() {
  return (
    <>
      <Frequency />
      <Days />
      <Time />
      <Timezone />
    </>
  );
}

function Frequency() {
  const styles = useFormStyles();
  return (
    <Field
      className={styles.field}
      orientation="horizontal"
      label={labelWithTip('Backup Frequency', 'Backups run weekly. You can choose more than one day.')}
      required
    >
      <Dropdown className={styles.control} value="Weekly" selectedOptions={['weekly']}>
        <Option value="weekly">Weekly</Option>
      </Dropdown>
    </Field>
  );
}

function Days() {
  const { form, dispatch, messageAt } = usePolicyCreation();
  const styles = useFormStyles();
  return (
    <Field
      className={styles.field}
      orientation="horizontal"
      label="Days of the week"
      required
      {...fieldMessage(messageAt('days'))}
    >
      <Dropdown
        multiselect
        id={elementIdOf('days')}
        className={styles.control}
        placeholder="Select days"
        value={form.days.map((day) => WEEKDAYS[day]).join(', ')}
        selectedOptions={form.days.map(String)}
        onOptionSelect={(_, { selectedOptions }) => dispatch({ type: 'daysChosen', days: selectedOptions.map(Number) })}
      >
        {WEEKDAYS.map((weekday, day) => (
          <Option key={weekday} value={String(day)}>
            {weekday}
          </Option>
        ))}
      </Dropdown>
    </Field>
  );
}

const two = (n: number) => String(n).padStart(2, '0');

/** Every half hour of a day. */
const TIMES = Array.from({ length: 48 }, (_, half) => {
  const [hour, minute] = [Math.floor(half / 2), (half % 2) * 30];
  return { value: `${two(hour)}:${two(minute)}`, text: timeText(hour, minute) };
});

function Time() {
  const { form, dispatch, messageAt } = usePolicyCreation();
  const styles = useFormStyles();
  return (
    <Field
      className={styles.field}
      orientation="horizontal"
      label={labelWithTip('Time', 'When the backup starts, not when it ends.')}
      required
      {...fieldMessage(messageAt('time'))}
    >
      <Dropdown
        id={elementIdOf('time')}
        className={styles.control}
        listbox={{ className: styles.list }}
        placeholder="Select a time"
        value={TIMES.find(({ value }) => value === form.time)?.text ?? form.time}
        selectedOptions={[form.time]}
        onOptionSelect={(_, { optionValue = '' }) => dispatch({ type: 'timeChosen', time: optionValue })}
      >
        {TIMES.map(({ value, text }) => (
          <Option key={value} value={value}>
            {text}
          </Option>
        ))}
      </Dropdown>
    </Field>
  );
}

function Timezone() {
  const { form, dispatch } = usePolicyCreation();
  const styles = useFormStyles();
  const options = useMemo(() => zones(new Date(serviceTime()).getUTCFullYear()), []);
  return (
    <PickerField
      className={styles.field}
      orientation="horizontal"
      id={elementIdOf('zone')}
      label={labelWithTip(
        'Timezone',
        'Schedule and retention periods follow this time zone, including daylight saving time.',
      )}
      required
      options={options}
      value={form.zone}
      onChange={(zone) => dispatch({ type: 'zoneChosen', zone })}
    />
  );
}
