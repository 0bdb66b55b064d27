import { Button } from '@fluentui/react-components';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { useWizard } from './wizard-context.ts';

// With the last step, and all that sending takes.
const ReviewFooter = loadedWhenShown(async () => (await import('./review/ReviewFooter.tsx')).ReviewFooter);

interface WizardFooterProps {
  isLast: boolean;
  onPrevious: (() => void) | undefined;
  onNext: () => void;
  /** The draft is being sent; from now on it must not change. */
  onConfigure: () => void;
}

export function WizardFooter({ isLast, onPrevious, onNext, onConfigure }: WizardFooterProps) {
  const { draft } = useWizard();
  return (
    <>
      {!draft.submitted && (
        <Button disabledFocusable={!onPrevious} onClick={onPrevious}>
          Previous
        </Button>
      )}
      {isLast || draft.submitted ? (
        <ReviewFooter onConfigure={onConfigure} />
      ) : (
        <Button appearance="primary" onClick={onNext}>
          Next
        </Button>
      )}
    </>
  );
}
