import { Button, Spinner, Tooltip } from '@fluentui/react-components';

interface CreateFooterProps {
  isLast: boolean;
  /** Why nothing can be created yet. */
  problem: string | undefined;
  isCreating: boolean;
  onPrevious: (() => void) | undefined;
  onNext: () => void;
  onCreate: () => void;
  onCancel: () => void;
}

/** The buttons under a wizard that creates something. */
export function CreateFooter({ isLast, problem, isCreating, ...on }: CreateFooterProps) {
  const createButton = (
    <Button appearance="primary" disabledFocusable={problem !== undefined || isCreating} onClick={on.onCreate}>
      {isCreating ? <Spinner size="tiny" label="Creating…" /> : 'Create'}
    </Button>
  );
  return (
    <>
      <Button disabledFocusable={!on.onPrevious} onClick={on.onPrevious}>
        Previous
      </Button>
      {!isLast ? (
        <Button appearance="primary" onClick={on.onNext}>
          Next
        </Button>
      ) : problem === undefined ? (
        createButton
      ) : (
        <Tooltip content={problem} relationship="description">
          {createButton}
        </Tooltip>
      )}
      <Button appearance="subtle" onClick={on.onCancel}>
        Cancel
      </Button>
    </>
  );
}
