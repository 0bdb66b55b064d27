import { WrenchRegular } from '@fluentui/react-icons/svg/wrench';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { protectionErrorOf, stoppedNoteOf } from '#ui/text/instance-commands.ts';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';

interface ProtectionErrorBarProps {
  instance: BackupInstance;
  /** Why it cannot be fixed from here. */
  disabledReason: string | undefined;
  onFix: () => void;
}

/** Shows why the instance is not protected, with a link to the fix where there is one. Renders nothing when it is protected. */
export function ProtectionErrorBar({ instance, disabledReason, onFix }: ProtectionErrorBarProps) {
  const error = protectionErrorOf(instance);
  const note = stoppedNoteOf(instance);
  if (note) return <ProblemBar title="Protection is stopped." intent="warning" error={note} />;
  if (!error) return null;
  return (
    <ProblemBar
      title="Fix protection error for the backup instance."
      error={error}
      actions={
        <ReasonedButton icon={<WrenchRegular />} size="small" disabledReason={disabledReason} onClick={onFix}>
          Fix protection error
        </ReasonedButton>
      }
    />
  );
}
