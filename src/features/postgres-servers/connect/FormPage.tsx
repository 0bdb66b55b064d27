import type { ReactNode } from 'react';
import { useFormFrameStyles } from '#ui/form/form-frame-styles.ts';
import { PageFrame, type PageFrameProps } from '#ui/page/PageFrame.tsx';

interface FormPageProps extends PageFrameProps {
  /** The buttons at the bottom, in reading order. */
  footer?: ReactNode;
}

/** A form that fills a page, with the look of a wizard of one step. */
export function FormPage({ footer, children, ...frame }: FormPageProps) {
  const styles = useFormFrameStyles();
  return (
    <PageFrame {...frame}>
      <div className={styles.panel}>{children}</div>
      {footer !== undefined && (
        <div role="group" aria-label="Form actions" className={styles.footer}>
          {footer}
        </div>
      )}
    </PageFrame>
  );
}
