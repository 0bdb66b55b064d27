import { Button, Field, Input, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { useId, useMemo, useState, type ReactNode } from 'react';
import { backupRule, type BackupPolicyProperties } from '#protocol/policy.ts';
import { serviceTime } from '#resources/service-time.ts';
import { durationText } from '#ui/text/policy-text.ts';
import { DateScrubber } from './DateScrubber.tsx';
import { HeldChart } from './HeldChart.tsx';
import { heldText, longDate } from './preview-text.ts';
import {
  heldAt,
  PREVIEW_YEARS,
  retentionPreview,
  type Held,
  type RetentionPreview as Preview,
} from './retention-preview.ts';
import { RuleLane } from './RuleLane.tsx';
import { ruleColor } from './rule-look.ts';
import { dateOf, dayOf, endOfDay, timeAxis, yearMarks, type TimeAxis, type YearMark } from './time-axis.ts';
import { YearTable } from './YearTable.tsx';

const SPANS = [2, 5, PREVIEW_YEARS];

const useStyles = makeStyles({
  root: { containerType: 'inline-size', maxWidth: '1100px' },
  heading: {
    margin: `0 0 ${tokens.spacingVerticalXS}`,
    fontSize: tokens.fontSizeBase400,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  note: { margin: `0 0 ${tokens.spacingVerticalL}`, color: tokens.colorNeutralForeground2 },
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'end',
    justifyContent: 'space-between',
    gap: `${tokens.spacingVerticalM} ${tokens.spacingHorizontalXXL}`,
    marginBottom: tokens.spacingVerticalL,
  },
  total: {
    fontSize: tokens.fontSizeHero700,
    lineHeight: tokens.lineHeightHero700,
    fontWeight: tokens.fontWeightSemibold,
  },
  sentence: { margin: '0' },
  fact: { margin: '0', minHeight: tokens.lineHeightBase300, color: tokens.colorNeutralForeground2 },
  controls: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', gap: tokens.spacingHorizontalL },
  spans: { display: 'flex', columnGap: tokens.spacingHorizontalXS, margin: '0', padding: '0', border: 'none' },
  // Name and count beside each drawing; above it where there is no room.
  row: {
    display: 'grid',
    gridTemplateColumns: '116px minmax(0, 1fr) 64px', // the longest name and duration; four digits
    gridTemplateAreas: '"name plot count"',
    columnGap: tokens.spacingHorizontalL,
    alignItems: 'center',
    '@container (max-width: 560px)': {
      gridTemplateColumns: 'minmax(0, 1fr) auto',
      gridTemplateAreas: '"name count" "plot plot"',
      marginTop: tokens.spacingVerticalS,
    },
  },
  name: { gridArea: 'name', minWidth: 0 },
  ruleName: {
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalSNudge,
    fontWeight: tokens.fontWeightSemibold,
  },
  swatch: { width: '10px', height: '10px', flexShrink: 0, borderRadius: tokens.borderRadiusCircular }, // a dot of a lane
  small: {
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    color: tokens.colorNeutralForeground2,
  },
  count: {
    gridArea: 'count',
    fontSize: tokens.fontSizeBase500,
    lineHeight: tokens.lineHeightBase500,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: 'tabular-nums',
    textAlign: 'end',
  },
  // A strip that the date line crosses.
  plot: { gridArea: 'plot', position: 'relative', minWidth: 0 },
  dateLine: {
    position: 'absolute',
    zIndex: 1,
    top: '0',
    bottom: '0',
    width: '2px',
    marginLeft: '-1px', // half of its width
    backgroundColor: tokens.colorCompoundBrandBackground,
    pointerEvents: 'none',
  },
  years: { position: 'relative', height: tokens.lineHeightBase200 },
  year: { position: 'absolute', transform: 'translateX(-50%)' },
  crowded: { '@container (max-width: 760px)': { display: 'none' } },
  toggle: { paddingInline: tokens.spacingHorizontalXS, marginTop: tokens.spacingVerticalM, minWidth: 'auto' },
});

/** What the policy will keep over ten years: how many recovery points on any date, and when each one expires. */
export function RetentionPreview({ policy }: { policy: BackupPolicyProperties }) {
  const styles = useStyles();
  const headingId = useId();
  const [from] = useState(() => new Date(serviceTime()));
  const preview = retentionPreview(policy, from);
  const timeZone = backupRule(policy)?.trigger.schedule.timeZone ?? 'UTC';
  return (
    <section className={styles.root} aria-labelledby={headingId}>
      <h2 id={headingId} className={styles.heading}>
        Retention preview
      </h2>
      {preview ? (
        <>
          <p className={styles.note}>
            For a server that is protected from today on, when every backup succeeds. Dates are those of the policy's
            time zone ({timeZone}).
          </p>
          <PreviewPicture preview={preview} />
        </>
      ) : (
        <p className={styles.note}>The preview is shown when the schedule and the retention rules are complete.</p>
      )}
    </section>
  );
}

function PreviewPicture({ preview }: { preview: Preview }) {
  const styles = useStyles();
  const [span, setSpan] = useState(PREVIEW_YEARS);
  const [chosenDay, setChosenDay] = useState<number>();
  const [isTableOpen, setTableOpen] = useState(false);
  const tableId = useId();
  const axis = useMemo(() => timeAxis(preview.from, span, preview.zone), [preview, span]);
  const years = useMemo(() => yearMarks(axis), [axis]);
  // The end of the drawing, where the numbers are constant, until a date is chosen.
  const day = Math.min(chosenDay ?? axis.lastDay, axis.lastDay);
  const date = useMemo(() => endOfDay(axis, day), [axis, day]);
  const held = useMemo(() => heldAt(preview, date), [preview, date]);
  const place = day / axis.lastDay;
  return (
    <>
      <div className={styles.bar}>
        <HeldSentence held={held} date={date} zone={preview.zone} />
        <div className={styles.controls}>
          <DateField axis={axis} day={day} onChange={setChosenDay} />
          <SpanChoice span={span} onChange={setSpan} />
        </div>
      </div>
      <Row
        name={<span className={styles.ruleName}>All rules</span>}
        more="held over time"
        count={held.total}
        place={place}
      >
        <HeldChart preview={preview} axis={axis} place={place} />
      </Row>
      <div className={styles.row}>
        <div className={styles.plot}>
          <DateScrubber
            day={day}
            lastDay={axis.lastDay}
            text={heldText(date, preview.zone, held)}
            onChange={setChosenDay}
          />
          <Years years={years} />
        </div>
      </div>
      {preview.rules.map(({ name, duration }, at) => (
        <Row
          key={name}
          name={<RuleName rule={name} />}
          more={`kept ${durationText(duration)}`}
          count={held.byRule[at]?.count ?? 0}
          place={place}
        >
          <RuleLane rule={name} preview={preview} axis={axis} years={years} date={date} />
        </Row>
      ))}
      <Button
        appearance="subtle"
        className={styles.toggle}
        icon={isTableOpen ? <ChevronDownRegular /> : <ChevronRightRegular />}
        aria-expanded={isTableOpen}
        aria-controls={isTableOpen ? tableId : undefined}
        onClick={() => setTableOpen(!isTableOpen)}
      >
        Show as table
      </Button>
      {isTableOpen && (
        <div id={tableId}>
          <YearTable preview={preview} />
        </div>
      )}
    </>
  );
}

/** The numbers for the chosen date, in a sentence. */
function HeldSentence({ held, date, zone }: { held: Held; date: Date; zone: string }) {
  const styles = useStyles();
  const { total, oldest, nextToGo } = held;
  return (
    <div>
      <p className={styles.sentence}>
        <span className={styles.total}>{total}</span> {total === 1 ? 'recovery point' : 'recovery points'} held on{' '}
        {longDate(date, zone)}
      </p>
      <p className={styles.fact}>
        {oldest && nextToGo
          ? `The oldest is from ${longDate(oldest.created, zone)}. The next to expire is a ${nextToGo.rule.toLowerCase()} one, on ${longDate(nextToGo.goes, zone)}.`
          : 'The first backup has not run yet.'}
      </p>
    </div>
  );
}

interface DateFieldProps {
  axis: TimeAxis;
  day: number;
  onChange: (day: number) => void;
}

function DateField({ axis, day, onChange }: DateFieldProps) {
  return (
    <Field label="Held on">
      <Input
        type="date"
        min={dateOf(axis, 0)}
        max={dateOf(axis, axis.lastDay)}
        value={dateOf(axis, day)}
        onChange={(_, { value }) => {
          const found = dayOf(axis, value);
          if (found !== undefined) onChange(found);
        }}
      />
    </Field>
  );
}

/** The years that the drawing shows: fewer show more detail. */
function SpanChoice({ span, onChange }: { span: number; onChange: (years: number) => void }) {
  const styles = useStyles();
  return (
    <div className={styles.spans} role="group" aria-label="Years shown">
      {SPANS.map((years) => (
        <Button
          key={years}
          appearance={years === span ? 'primary' : 'secondary'}
          aria-pressed={years === span}
          onClick={() => onChange(years)}
          style={{ minWidth: 'auto' }}
        >
          {years} years
        </Button>
      ))}
    </div>
  );
}

function Years({ years }: { years: readonly YearMark[] }) {
  const styles = useStyles();
  return (
    <div className={mergeClasses(styles.years, styles.small)} aria-hidden="true">
      {years.map(({ year, place }, at) => (
        <span
          key={year}
          className={mergeClasses(styles.year, years.length > 5 && at % 2 === 0 && styles.crowded)}
          style={{ left: `${place * 100}%` }}
        >
          {year}
        </span>
      ))}
    </div>
  );
}

interface RowProps {
  name: ReactNode;
  more: string;
  count: number;
  /** Of the date, from 0 to 1. */
  place: number;
  /** The drawing. */
  children: ReactNode;
}

function Row({ name, more, count, place, children }: RowProps) {
  const styles = useStyles();
  return (
    <div className={styles.row}>
      <span className={styles.name}>
        {name}
        <span className={styles.small}>{more}</span>
      </span>
      <div className={styles.plot}>
        {children}
        <span className={styles.dateLine} style={{ left: `${place * 100}%` }} />
      </div>
      <span className={styles.count}>{count}</span>
    </div>
  );
}

function RuleName({ rule }: { rule: string }) {
  const styles = useStyles();
  return (
    <span className={styles.ruleName}>
      <span className={styles.swatch} style={{ backgroundColor: ruleColor(rule) }} />
      {rule}
    </span>
  );
}
