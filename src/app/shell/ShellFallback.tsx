import { makeStyles, tokens } from '@fluentui/react-components';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { Header } from './Header.tsx';
import { PortalMenu } from './PortalMenu.tsx';
import { useFrameStyles } from './frame-styles.ts';

const useStyles = makeStyles({ page: { padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalXL}` } });

/** The frame while the first page's code is loading. */
export function ShellFallback() {
  const frame = useFrameStyles();
  const styles = useStyles();
  return (
    <div className={frame.root}>
      <Header />
      <div className={frame.below}>
        <PortalMenu />
        <main className={frame.main} aria-busy="true">
          <div className={styles.page}>
            <RowsSkeleton rows={8} />
          </div>
        </main>
      </div>
    </div>
  );
}
