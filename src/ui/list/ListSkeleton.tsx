import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';

const useStyles = makeStyles({
  // The filters' row with the space below it.
  filters: { height: '24px', marginBlockEnd: tokens.spacingVerticalM },
  head: {
    boxSizing: 'border-box',
    height: '32px', // a grid's header
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke1}`,
  },
});

/** A list that is loading: what is above its rows keeps its room, so that nothing jumps. */
export function ListSkeleton({ summary }: { summary?: ReactNode }) {
  const styles = useStyles();
  return (
    <>
      {summary}
      <div className={styles.filters} />
      <div className={styles.head} />
      <RowsSkeleton rows={10} />
    </>
  );
}
