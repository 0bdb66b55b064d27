import { Button } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useWalk } from './wizard-walk.ts';

interface WizardFooterProps {
  /** The button that replaces **Next** at the last step. */
  children: ReactNode;
  /** Whether **Next** names the next step. */
  namesNext?: boolean;
  /** There is no way back from a step that has begun. */
  isHeld?: boolean;
  /** A wizard without it has no **Cancel**. */
  onCancel?: () => void;
  cancel?: string;
}

/** The buttons under a wizard. */
export function WizardFooter({ children, namesNext = false, isHeld = false, onCancel, cancel }: WizardFooterProps) {
  const { previous, next, followingTitle } = useWalk();
  return (
    <>
      <Button disabledFocusable={!previous || isHeld} onClick={previous}>
        Previous
      </Button>
      {followingTitle === undefined ? (
        children
      ) : (
        <Button appearance="primary" onClick={next}>
          {namesNext ? `Next: ${followingTitle}` : 'Next'}
        </Button>
      )}
      {onCancel && (
        <Button appearance="subtle" onClick={onCancel}>
          {cancel ?? 'Cancel'}
        </Button>
      )}
    </>
  );
}
