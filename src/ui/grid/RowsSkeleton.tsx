import { makeStyles, tokens } from '@fluentui/react-components';
import { ROW_HEIGHT } from './density.ts';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    alignItems: 'center',
    height: ROW_HEIGHT, // a grid's
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  bar: {
    height: '12px', // a line of text without its leading
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralStencil1,
    animationName: { '50%': { opacity: 0.5 } },
    animationDuration: '1.6s', // slow enough not to draw the eye
    animationIterationCount: 'infinite',
    '@media (prefers-reduced-motion: reduce)': { animationName: 'none' },
  },
});

/** Placeholder for rows of a grid or fields of a form that are loading. */
export function RowsSkeleton({ rows = 6 }: { rows?: number }) {
  const styles = useStyles();
  return (
    <div role="progressbar" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.row}>
          <div className={styles.bar} style={{ width: `${String(90 - ((row * 17) % 40))}%` }} />
        </div>
      ))}
    </div>
  );
}
