import { Button, Spinner, Tooltip } from '@fluentui/react-components';
import { useVaultCreation } from './create-vault-context.ts';
import type { StepSlug } from './step-slugs.ts';

interface CreateVaultFooterProps {
  step: StepSlug;
  onPrevious: (() => void) | undefined;
  onNext: () => void;
  onCreate: () => void;
  onCancel: () => void;
}

export function CreateVaultFooter({ step, onPrevious, onNext, onCreate, onCancel }: CreateVaultFooterProps) {
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
  const { problems, creation } = useVaultCreation();
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
