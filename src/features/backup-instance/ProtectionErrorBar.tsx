import { Button } from '@fluentui/react-components';
import { WrenchRegular } from '@fluentui/react-icons/svg/wrench';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { protectionErrorOf } from '#ui/instance-commands.ts';
import { ProblemBar } from '#ui/ProblemBar.tsx';

interface ProtectionErrorBarProps {
  instance: BackupInstance;
  onFix: () => void;
}

/** Says what keeps the instance from being protected, and leads to the way out. Nothing when nothing does. */
export function ProtectionErrorBar({ instance, onFix }: ProtectionErrorBarProps) {
  const error = protectionErrorOf(instance);
  if (!error) return null;
  return (
    <ProblemBar
      title="Fix protection error for the backup instance."
      error={error}
      actions={
        <Button icon={<WrenchRegular />} size="small" onClick={onFix}>
          Fix protection error
        </Button>
      }
    />
  );
}
