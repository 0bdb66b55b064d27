import { makeStyles, tokens } from '@fluentui/react-components';
import { useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { pointText } from './preview-text.ts';
import { isHeld, type PreviewPoint, type RetentionPreview } from './retention-preview.ts';
import { ruleColor } from './rule-look.ts';
import { placeOf, type TimeAxis, type YearMark } from './time-axis.ts';

// Units of the drawing. Only its width is stretched to its area, and lines keep their thickness.
const WIDTH = 1000;
const LANE_HEIGHT = 44;
const MIDDLE = LANE_HEIGHT / 2;

const useStyles = makeStyles({
  root: {
    position: 'relative',
    height: `${LANE_HEIGHT}px`,
    cursor: 'crosshair',
    touchAction: 'pan-y', // a finger along the lane looks for points, across it scrolls the page
    borderRadius: tokens.borderRadiusSmall,
    ':focus-visible': { outline: `${tokens.strokeWidthThick} solid ${tokens.colorStrokeFocus2}` },
  },
  picture: { display: 'block', width: '100%', height: '100%', overflow: 'visible' },
  grid: { stroke: tokens.colorNeutralStroke3 },
  base: { stroke: tokens.colorNeutralStroke2 },
  gone: { stroke: tokens.colorNeutralStroke1 },
  life: { strokeWidth: '4px', opacity: 0.5 },
  chosen: { strokeWidth: '16px', strokeLinecap: 'round' },
  chosenCore: { strokeWidth: '8px', strokeLinecap: 'round', stroke: tokens.colorNeutralBackground1 },
  none: {
    position: 'absolute',
    top: '50%',
    left: '0',
    transform: 'translateY(-50%)',
    paddingInlineEnd: tokens.spacingHorizontalS,
    color: tokens.colorNeutralForeground2,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  tip: {
    position: 'absolute',
    zIndex: 2,
    bottom: '100%',
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    whiteSpace: 'nowrap',
    pointerEvents: 'none',
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    boxShadow: tokens.shadow8,
  },
  tipLine: { display: 'block' },
});

/** How a point is drawn: a dot where there is room, a bar where there is little, else a line. */
const MARKS = [
  { upTo: 30, half: 0, width: 11, cap: 'round' },
  { upTo: 150, half: 6, width: 4, cap: 'round' },
  { upTo: Infinity, half: 9, width: 1.5, cap: 'butt' },
] as const;

interface RuleLaneProps {
  rule: string;
  preview: RetentionPreview;
  axis: TimeAxis;
  years: readonly YearMark[];
  date: Date;
}

/**
 * The points of one rule at the time of their creation: those that exist at the date in the rule's colour, expired ones
 * grey. A point under the pointer, or reached with the arrow keys, shows how long it is kept.
 */
export function RuleLane({ rule, preview, axis, years, date }: RuleLaneProps) {
  const styles = useStyles();
  const [chosenAt, setChosenAt] = useState<number>();
  const points = useMemo(
    () => preview.points.filter((point) => point.rule === rule && point.created <= axis.to),
    [preview, rule, axis],
  );
  const made = useMemo(() => points.filter(({ created }) => created <= date), [points, date]);
  const mark = MARKS.find(({ upTo }) => points.length <= upTo) ?? MARKS[2];
  const held = useMemo(
    () => marksPath(made, (point) => isHeld(point, date), axis, mark.half),
    [made, date, axis, mark],
  );
  const gone = useMemo(
    () => marksPath(made, (point) => !isHeld(point, date), axis, mark.half),
    [made, date, axis, mark],
  );
  const grid = years.map(({ place }) => `M${round(place * WIDTH)} 0v${LANE_HEIGHT}`).join('');

  const last = made.length - 1;
  const at = chosenAt === undefined ? undefined : Math.min(chosenAt, last);
  const chosen = at === undefined ? undefined : made[at];
  const words = chosen && pointText(chosen, axis.zone, !isHeld(chosen, date));

  const follow = (event: PointerEvent<HTMLElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setChosenAt(nearest(made, axis, (event.clientX - left) / width));
  };
  const walk = (event: KeyboardEvent): void => {
    const step = STEPS.get(event.key);
    if (!step || last < 0) return;
    event.preventDefault();
    setChosenAt(Math.min(Math.max(step(at ?? last, last), 0), last));
  };

  return (
    <div
      className={styles.root}
      role="slider"
      tabIndex={0}
      aria-label={`Recovery points kept by ${rule}`}
      aria-valuemin={0}
      aria-valuemax={Math.max(last, 0)}
      aria-valuenow={at ?? Math.max(last, 0)}
      aria-valuetext={words?.join('. ') ?? noneChosenText(points.length, made.length)}
      onPointerDown={follow}
      onPointerMove={follow}
      onPointerLeave={() => setChosenAt(undefined)}
      onKeyDown={walk}
      onBlur={() => setChosenAt(undefined)}
    >
      <svg
        className={styles.picture}
        viewBox={`0 0 ${WIDTH} ${LANE_HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <Line className={styles.grid} path={grid} />
        <Line className={styles.base} path={`M0 ${MIDDLE}h${WIDTH}`} />
        <Line className={styles.gone} path={gone} width={mark.width} cap={mark.cap} />
        <Line path={held} color={ruleColor(rule)} width={mark.width} cap={mark.cap} />
        {chosen && (
          <>
            <Line className={styles.life} path={lifePath(chosen, axis)} color={ruleColor(rule)} />
            <Line className={styles.chosen} path={dotPath(chosen, axis)} color={ruleColor(rule)} />
            <Line className={styles.chosenCore} path={dotPath(chosen, axis)} />
          </>
        )}
      </svg>
      {points.length === 0 && <span className={styles.none}>Every backup is kept by another rule.</span>}
      {chosen && words && (
        <div className={styles.tip} style={besidePlace(placeOf(axis, chosen.created))} aria-hidden="true">
          {words.map((line) => (
            <span key={line} className={styles.tipLine}>
              {line}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

interface LineProps {
  path: string;
  className?: string;
  color?: string;
  width?: number;
  cap?: 'round' | 'butt';
}

function Line({ path, className, color, width, cap }: LineProps) {
  return (
    <path
      className={className}
      d={path}
      stroke={color}
      strokeWidth={width}
      strokeLinecap={cap}
      fill="none"
      vectorEffect="non-scaling-stroke"
    />
  );
}

/** All marks as one line with gaps, because there may be thousands. One of zero length is a dot, by its round ends. */
function marksPath(
  points: readonly PreviewPoint[],
  isWanted: (point: PreviewPoint) => boolean,
  axis: TimeAxis,
  half: number,
): string {
  return points
    .filter(isWanted)
    .map(({ created }) => `M${round(placeOf(axis, created) * WIDTH)} ${MIDDLE - half}v${2 * half}`)
    .join('');
}

const noneChosenText = (all: number, made: number): string => {
  if (all === 0) return 'Every backup is kept by another rule';
  return made === 0 ? 'None yet' : `${made} made so far`;
};

const dotPath = (point: PreviewPoint, axis: TimeAxis): string =>
  `M${round(placeOf(axis, point.created) * WIDTH)} ${MIDDLE}v0`;

const lifePath = (point: PreviewPoint, axis: TimeAxis): string =>
  `M${round(placeOf(axis, point.created) * WIDTH)} ${MIDDLE}H${round(placeOf(axis, point.goes) * WIDTH)}`;

const round = (value: number): number => Math.round(value * 100) / 100;

/** Above the point, and within the edges of the lane. */
const besidePlace = (place: number) => ({
  left: `${place * 100}%`,
  transform: `translateX(-${place * 100}%)`,
});

function nearest(points: readonly PreviewPoint[], axis: TimeAxis, place: number): number | undefined {
  let found: number | undefined;
  let distance = Infinity;
  points.forEach(({ created }, at) => {
    const away = Math.abs(placeOf(axis, created) - place);
    if (away >= distance) return;
    found = at;
    distance = away;
  });
  return found;
}

/** The target of a key from one of the points. */
type Step = (at: number, last: number) => number;

const STEPS = new Map<string, Step>([
  ['ArrowLeft', (at) => at - 1],
  ['ArrowDown', (at) => at - 1],
  ['ArrowRight', (at) => at + 1],
  ['ArrowUp', (at) => at + 1],
  ['PageDown', (at) => at - 10],
  ['PageUp', (at) => at + 10],
  ['Home', () => 0],
  ['End', (_, last) => last],
]);
