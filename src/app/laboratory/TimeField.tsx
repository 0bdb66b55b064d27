import { Button, makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { news } from '#resources/mutation-meta.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import type { Laboratory } from '#protocol/laboratory.ts';

const useStyles = makeStyles({
  heading: { margin: `0 0 ${tokens.spacingVerticalXS}`, fontSize: 'inherit', fontWeight: tokens.fontWeightRegular },
  text: { margin: `0 0 ${tokens.spacingVerticalS}` },
  hint: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  now: { fontWeight: tokens.fontWeightSemibold },
  // As high with the progress as with the buttons: what is below does not move.
  buttons: {
    display: 'flex',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    minHeight: '32px', // a button
    marginBlockEnd: tokens.spacingVerticalS,
  },
  progress: { flexGrow: 1 },
  bar: { marginBlockStart: tokens.spacingVerticalXS },
});

const LEAPS = [
  { label: 'A day ahead', days: 1 },
  { label: 'A week ahead', days: 7 },
  { label: 'A year ahead', days: 365 },
];

/** The laboratory's time, and the buttons that move it ahead. */
export function TimeField({ laboratory }: { laboratory: Laboratory }) {
  const styles = useStyles();
  const { travel } = useSyncExternalStore(laboratory.subscribe, laboratory.state);
  const leap = useMutation({
    mutationFn: (days: number) => laboratory.moveAhead(days),
    meta: news<number>({
      notification: { done: () => ({ title: 'Time moved ahead', body: 'Everything that was due has been done.' }) },
      // The time changes for everything on every page.
      invalidates: [[]],
    }),
  });
  const buttons = useRef<HTMLDivElement>(null);
  const isMoving = travel !== undefined;
  const wasMoving = useRef(isMoving);
  useEffect(() => {
    if (wasMoving.current === isMoving) return;
    wasMoving.current = isMoving;
    // The button that had the focus is gone; if the focus has moved elsewhere meanwhile, it stays there.
    if (document.activeElement === document.body)
      buttons.current?.querySelector<HTMLElement>('button:last-child')?.focus();
  }, [isMoving]);
  return (
    <section aria-labelledby="laboratory-time">
      <h3 id="laboratory-time" className={styles.heading}>
        Time
      </h3>
      <p className={styles.text}>
        It is{' '}
        <span className={styles.now}>
          <DateTime value={laboratory.now().toISOString()} />
        </span>
        .
      </p>
      <div ref={buttons} className={styles.buttons}>
        {travel ? (
          <>
            <div className={styles.progress}>
              Moving time ahead… {travel.done} of {travel.days} days
              <ProgressBar
                aria-label="Moving time ahead"
                className={styles.bar}
                value={travel.done}
                max={travel.days}
                thickness="large"
              />
            </div>
            <Button onClick={laboratory.stopMoving}>Stop here</Button>
          </>
        ) : (
          LEAPS.map(({ label, days }) => (
            <Button
              key={days}
              onClick={() => {
                leap.mutate(days);
              }}
            >
              {label}
            </Button>
          ))
        )}
      </div>
      <span className={styles.hint}>
        Scheduled backups run on the way and recovery points expire, each at its time. {laboratory.timeNote}
      </span>
    </section>
  );
}
