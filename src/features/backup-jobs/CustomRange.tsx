import { Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import { useTimeZone, type TimeZone } from '#ui/text/time-zone.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalL}`,
    marginBlockEnd: tokens.spacingVerticalM,
  },
  // Fluent gives the label a third of the row; here two fields share it.
  field: { gridTemplateColumns: 'max-content max-content', columnGap: tokens.spacingHorizontalS },
});

interface CustomRangeProps {
  /** ISO 8601; undefined for an open end. */
  from: string | undefined;
  to: string | undefined;
  onChange: (change: { from?: string | undefined; to?: string | undefined }) => void;
}

/** The two moments of a custom time range, in the time zone of the settings. */
export function CustomRange({ from, to, onChange }: CustomRangeProps) {
  const styles = useStyles();
  const zone = useTimeZone();
  const suffix = zone === 'utc' ? ' (UTC)' : '';
  const isReversed = from !== undefined && to !== undefined && Date.parse(from) > Date.parse(to);
  return (
    <div className={styles.root} role="group" aria-label="Custom time range">
      <Field className={styles.field} label={`From${suffix}`} orientation="horizontal" size="small">
        <Input
          key={zone}
          type="datetime-local"
          size="small"
          // The browser's own field: it keeps an incomplete date until it is complete.
          defaultValue={localText(from, zone)}
          onChange={(_, { value }) => {
            onChange({ from: momentOf(value, zone) });
          }}
        />
      </Field>
      <Field
        className={styles.field}
        label={`To${suffix}`}
        orientation="horizontal"
        size="small"
        {...(isReversed && { validationMessage: 'This is before the beginning.' })}
      >
        <Input
          key={zone}
          type="datetime-local"
          size="small"
          defaultValue={localText(to, zone)}
          onChange={(_, { value }) => {
            onChange({ to: momentOf(value, zone) });
          }}
        />
      </Field>
    </div>
  );
}

/** The field's value for a moment: `2026-02-03T10:10`. */
export function localText(moment: string | undefined, zone: TimeZone = 'local'): string {
  if (moment === undefined) return '';
  const at = new Date(moment);
  const offsetMinutes = zone === 'utc' ? 0 : at.getTimezoneOffset();
  return new Date(at.getTime() - offsetMinutes * 60_000).toISOString().slice(0, 16);
}

/** The moment that was entered; undefined for an empty field. */
function momentOf(text: string, zone: TimeZone): string | undefined {
  const at = new Date(zone === 'utc' ? `${text}Z` : text);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
