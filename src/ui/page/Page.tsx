import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { CommandBar, type Command } from './CommandBar.tsx';
import { PageFrame, type PageFrameProps } from './PageFrame.tsx';

const useStyles = makeStyles({
  below: {
    display: 'flex',
    flexGrow: 1,
    minHeight: 0,
    minWidth: 0,
    marginBlockStart: tokens.spacingVerticalXS,
    '@media (max-width: 800px)': { flexDirection: 'column' },
  },
  working: { display: 'flex', flexDirection: 'column', flexGrow: 1, minWidth: 0, minHeight: 0 },
  // A bar keeps its height when the page is short; the content scrolls.
  banner: { flexShrink: 0 },
  commands: {
    paddingInline: tokens.spacingHorizontalXL,
    borderBottom: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  content: {
    display: 'flex',
    flexDirection: 'column',
    flexGrow: 1,
    minHeight: 0,
    overflow: 'auto',
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXL}`,
    // A short window scrolls as a whole: a scrolling box in it would show only two lines of content.
    '@media (max-width: 800px)': { overflow: 'visible' },
  },
});

interface PageProps extends PageFrameProps {
  commands?: readonly Command[];
  /** Bars under the commands. */
  banner?: ReactNode;
  /** The service menu at the left. */
  menu?: ReactNode;
}

/** Every ordinary page: path, title, commands, and the content. */
export function Page({ commands, banner, menu, children, ...frame }: PageProps) {
  const styles = useStyles();
  return (
    <PageFrame {...frame}>
      <div className={styles.below}>
        {menu}
        <div className={styles.working}>
          {commands && commands.length > 0 && (
            <div className={styles.commands}>
              <CommandBar commands={commands} />
            </div>
          )}
          {banner !== undefined && <div className={styles.banner}>{banner}</div>}
          <div className={styles.content}>{children}</div>
        </div>
      </div>
    </PageFrame>
  );
}
