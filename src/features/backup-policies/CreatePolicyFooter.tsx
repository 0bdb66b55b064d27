import { Button, Spinner, Tooltip } from '@fluentui/react-components';
import { usePolicyCreation } from './create-policy-context.ts';
import type { StepSlug } from './step-slugs.ts';

interface CreatePolicyFooterProps {
  step: StepSlug;
  onPrevious: (() => void) | undefined;
  onNext: () => void;
  onCreate: () => void;
  onCancel: () => void;
}

export function CreatePolicyFooter({ step, onPrevious, onNext, onCreate, onCancel }: CreatePolicyFooterProps) {
  return (
    <>
      <Button disabledFocusable={!onPrevious} onClick={onPrevious}>
        Previous
      </Button>
      {step === 'review' ? (
        <CreateButton onCreate={onCreate} />
      ) : (
        <Button appearance="primary" onClick={onNext}>
          Next
        </Button>
      )}
      <Button appearance="subtle" onClick={onCancel}>
        Cancel
      </Button>
    </>
  );
}

function CreateButton({ onCreate }: { onCreate: () => void }) {
  const { problems, creation } = usePolicyCreation();
  const [first] = problems;
  const button = (
    <Button appearance="primary" disabledFocusable={first !== undefined || creation.isPending} onClick={onCreate}>
      {creation.isPending ? <Spinner size="tiny" label="Creating…" /> : 'Create'}
    </Button>
  );
  if (!first) return button;
  return (
    <Tooltip content={first.message} relationship="description">
      {button}
    </Tooltip>
  );
}
