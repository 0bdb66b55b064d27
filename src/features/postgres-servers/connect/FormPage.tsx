import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { PageFrame, type PageFrameProps } from '#ui/PageFrame.tsx';

const useStyles = makeStyles({
  form: {
    // What is hidden in it is placed in it, and does not lengthen the page below.
    position: 'relative',
    flexGrow: 1,
    minHeight: 0,
    overflow: 'auto',
    padding: `${tokens.spacingVerticalL} ${tokens.spacingHorizontalXL} ${tokens.spacingVerticalXXL}`,
    // A short window scrolls as a whole, as a wizard's step does.
    '@media (max-width: 800px)': { flexShrink: 0, overflow: 'visible' },
  },
  footer: {
    position: 'sticky',
    bottom: '0',
    zIndex: 2,
    display: 'flex',
    flexWrap: 'wrap',
    flexShrink: 0,
    alignItems: 'center',
    minHeight: '64px', // the portal's wizard footer
    gap: tokens.spacingHorizontalL,
    paddingInline: tokens.spacingHorizontalXL,
    backgroundColor: tokens.colorNeutralBackground1,
    borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
    '& > button': { minWidth: '96px' }, // the portal's narrowest button
  },
});

interface FormPageProps extends PageFrameProps {
  /** The buttons at the bottom, in reading order. */
  footer?: ReactNode;
}

/** A form that fills a page, with the look of a wizard of one step. */
export function FormPage({ footer, children, ...frame }: FormPageProps) {
  const styles = useStyles();
  return (
    <PageFrame {...frame}>
      <div className={styles.form}>{children}</div>
      {footer !== undefined && (
        <div role="group" aria-label="Form actions" className={styles.footer}>
          {footer}
        </div>
      )}
    </PageFrame>
  );
}
