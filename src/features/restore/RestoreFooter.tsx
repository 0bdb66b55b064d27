import { Button, Spinner, Tooltip } from '@fluentui/react-components';

interface RestoreFooterProps {
  isLast: boolean;
  /** The title of the next tab. */
  nextTitle: string | undefined;
  onPrevious: (() => void) | undefined;
  onNext: () => void;
  onRestore: () => void;
  onCancel: () => void;
  /** Why nothing can be restored yet. */
  reason: string | undefined;
  isStarting: boolean;
}

export function RestoreFooter(props: RestoreFooterProps) {
  const { isLast, nextTitle, onPrevious, onNext, onRestore, onCancel, reason, isStarting } = props;
  return (
    <>
      <Button disabledFocusable={!onPrevious} onClick={onPrevious}>
        Previous
      </Button>
      {isLast ? (
        <RestoreButton reason={reason} isStarting={isStarting} onRestore={onRestore} />
      ) : (
        <Button appearance="primary" onClick={onNext}>
          {nextTitle === undefined ? 'Next' : `Next: ${nextTitle}`}
        </Button>
      )}
      <Button appearance="subtle" onClick={onCancel}>
        Cancel
      </Button>
    </>
  );
}

function RestoreButton({
  reason,
  isStarting,
  onRestore,
}: Pick<RestoreFooterProps, 'reason' | 'isStarting' | 'onRestore'>) {
  const button = (
    <Button appearance="primary" disabledFocusable={reason !== undefined || isStarting} onClick={onRestore}>
      {isStarting ? <Spinner size="tiny" label="Starting…" /> : 'Restore'}
    </Button>
  );
  if (reason === undefined) return button;
  return (
    <Tooltip content={reason} relationship="description">
      {button}
    </Tooltip>
  );
}
