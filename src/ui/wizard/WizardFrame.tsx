import { useEffect, useRef, type ReactNode } from 'react';
import { useFormFrameStyles } from '#ui/form/form-frame-styles.ts';
import { useHiddenText } from '#ui/page/hidden-text.ts';
import { PageFrame, type Crumb } from '#ui/page/PageFrame.tsx';
import { tabId, WizardTabs, type WizardTab } from './WizardTabs.tsx';

const PANEL_ID = 'wizard-panel';

interface WizardFrameProps<Slug extends string> {
  breadcrumb: readonly Crumb[];
  title: string;
  closeTo: string;
  tabs: readonly WizardTab<Slug>[];
  /** The slug of the tab one is at. */
  current: Slug;
  onGo: (slug: Slug) => void;
  /** What a screen reader says, when there is something to say. */
  announcement: string | undefined;
  /** The buttons at the bottom, in reading order. */
  footer: ReactNode;
  children: ReactNode;
}

/** A wizard's page: tabs that say how far one is, the current step, and buttons that stay at the bottom. */
export function WizardFrame<Slug extends string>(props: WizardFrameProps<Slug>) {
  const { breadcrumb, title, closeTo, tabs, current, onGo, announcement, footer, children } = props;
  const styles = useFormFrameStyles();
  const hidden = useHiddenText();
  const panel = useFocusOnStep(current);
  return (
    <PageFrame breadcrumb={breadcrumb} title={title} closeTo={closeTo}>
      <WizardTabs label={`${title} steps`} tabs={tabs} current={current} onGo={onGo} panelId={PANEL_ID} />
      <div
        ref={panel}
        id={PANEL_ID}
        role="tabpanel"
        tabIndex={-1}
        aria-labelledby={tabId(current)}
        className={styles.panel}
      >
        {children}
        <div role="status" className={hidden.root}>
          {announcement}
        </div>
      </div>
      <div role="group" aria-label="Wizard navigation" className={styles.footer}>
        {footer}
      </div>
    </PageFrame>
  );
}

/**
 * After Next or Previous the focus would stay on a button below the new step; it goes to the step's start. A person who
 * walks along the tabs keeps it there.
 */
function useFocusOnStep(current: string) {
  const panel = useRef<HTMLDivElement>(null);
  const shown = useRef(current);
  useEffect(() => {
    if (shown.current === current) return;
    shown.current = current;
    if (panel.current) panel.current.scrollTop = 0;
    if (!document.activeElement?.closest('[role="tablist"], [role="dialog"]')) panel.current?.focus();
  }, [current]);
  return panel;
}
