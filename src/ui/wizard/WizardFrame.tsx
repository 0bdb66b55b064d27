import { useEffect, useRef, type ReactNode } from 'react';
import { useFormFrameStyles } from '#ui/form/form-frame-styles.ts';
import { useHiddenText } from '#ui/page/hidden-text.ts';
import { PageFrame, type Crumb } from '#ui/page/PageFrame.tsx';
import { WalkContext, type Walk } from './wizard-walk.ts';
import { tabId, WizardTabs } from './WizardTabs.tsx';

const PANEL_ID = 'wizard-panel';

interface WizardFrameProps {
  /** The declared wizard, at the step in the address. */
  walk: Walk;
  breadcrumb: readonly Crumb[];
  closeTo: string;
  /** The buttons at the bottom, in reading order. */
  footer: ReactNode;
  /** Shown above the step. */
  children?: ReactNode;
}

/** A wizard's page: tabs that show the progress, the current step, and buttons that stay at the bottom. */
export function WizardFrame({ walk, breadcrumb, closeTo, footer, children }: WizardFrameProps) {
  const { title, tabs, current, announcement, Body } = walk;
  const styles = useFormFrameStyles();
  const hidden = useHiddenText();
  const panel = useFocusOnStep(current);
  return (
    <WalkContext value={walk}>
      <PageFrame breadcrumb={breadcrumb} title={title} closeTo={closeTo}>
        <WizardTabs label={`${title} steps`} tabs={tabs} current={current} panelId={PANEL_ID} />
        <div
          ref={panel}
          id={PANEL_ID}
          role="tabpanel"
          tabIndex={-1}
          aria-labelledby={tabId(current)}
          className={styles.panel}
        >
          {children}
          <Body />
          <div role="status" className={hidden.root}>
            {announcement}
          </div>
        </div>
        <div role="group" aria-label="Wizard navigation" className={styles.footer}>
          {footer}
        </div>
      </PageFrame>
    </WalkContext>
  );
}

/**
 * After Next or Previous the focus would stay on a button below the new step, so it moves to the step's start. A person
 * who moves along the tabs keeps it there.
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
