import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { KeyboardEvent } from 'react';

const useStyles = makeStyles({
  root: { position: 'relative', height: '24px' }, // the smallest target that WCAG 2.2 allows
  // Invisible over the drawing, as in Fluent's own slider. Wider by the browser's thumb, so that the thumb's centre is
  // exactly at the date, also at the ends.
  input: {
    position: 'absolute',
    zIndex: 1,
    boxSizing: 'border-box',
    width: 'calc(100% + 16px)',
    height: '100%',
    left: '-8px',
    margin: '0',
    opacity: 0,
    cursor: 'ew-resize',
    '&:focus-visible ~ span': { outlineStyle: 'solid' },
  },
  rail: {
    position: 'absolute',
    top: '10px',
    height: '4px', // Fluent's rail
    borderRadius: tokens.borderRadiusCircular,
  },
  ahead: { width: '100%', backgroundColor: tokens.colorNeutralStrokeAccessible },
  past: { backgroundColor: tokens.colorCompoundBrandBackground },
  thumb: {
    position: 'absolute',
    boxSizing: 'border-box',
    top: '2px',
    width: '20px', // Fluent's thumb
    height: '20px',
    marginLeft: '-10px',
    borderRadius: tokens.borderRadiusCircular,
    border: `4px solid ${tokens.colorNeutralBackground1}`, // a ring around the dot
    backgroundColor: tokens.colorCompoundBrandBackground,
    boxShadow: `0 0 0 ${tokens.strokeWidthThin} ${tokens.colorNeutralStrokeAccessible}`,
    outline: `${tokens.strokeWidthThick} none ${tokens.colorStrokeFocus2}`,
    outlineOffset: '2px',
  },
});

interface DateScrubberProps {
  day: number;
  lastDay: number;
  /** What a screen reader says instead of a number of days. */
  text: string;
  onChange: (day: number) => void;
}

/** Moves the date: a day by pointer, a week by arrow key, a year by page key. */
export function DateScrubber({ day, lastDay, text, onChange }: DateScrubberProps) {
  const step = (event: KeyboardEvent): void => {
    const days = KEYS.get(event.key);
    if (days === undefined) return;
    event.preventDefault();
    onChange(Math.min(Math.max(day + days, 0), lastDay));
  };
  const styles = useStyles();
  const place = `${(day / lastDay) * 100}%`;
  return (
    <div className={styles.root}>
      <input
        type="range"
        className={styles.input}
        aria-label="Date"
        aria-valuetext={text}
        min={0}
        max={lastDay}
        value={day}
        onChange={(event) => onChange(Number(event.target.value))}
        onKeyDown={step}
      />
      <div className={mergeClasses(styles.rail, styles.ahead)} />
      <div className={mergeClasses(styles.rail, styles.past)} style={{ width: place }} />
      <span className={styles.thumb} style={{ left: place }} />
    </div>
  );
}

const KEYS: ReadonlyMap<string, number> = new Map([
  ['ArrowLeft', -7],
  ['ArrowDown', -7],
  ['ArrowRight', 7],
  ['ArrowUp', 7],
  ['PageDown', -365],
  ['PageUp', 365],
]);
