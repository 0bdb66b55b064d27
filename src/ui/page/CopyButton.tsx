import { Button, Tooltip } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { useEffect, useState } from 'react';

const SHOWN_MS = 2_000;

interface CopyButtonProps {
  text: string;
  /** Such as `Copy request id`. */
  label: string;
  /** Shown beside the icon, such as `Copy`. */
  caption?: string;
}

export function CopyButton({ text, label, caption }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'Copied' | 'Could not copy'>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(setOutcome, SHOWN_MS, undefined);
    return () => {
      clearTimeout(timer);
    };
  }, [outcome]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('Copied');
    } catch {
      // No permission, or a page served over plain HTTP, where there is no clipboard.
      setOutcome('Could not copy');
    }
  }

  return (
    <Tooltip content={outcome ?? label} relationship="label">
      <Button
        appearance="transparent"
        size="small"
        icon={outcome === 'Copied' ? <CheckmarkRegular /> : <CopyRegular />}
        onClick={() => void copy()}
      >
        {caption}
      </Button>
    </Tooltip>
  );
}
