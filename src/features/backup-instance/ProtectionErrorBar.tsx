import type { BackupInstance } from '#protocol/data-protection.ts';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { isProtectionError } from './instance-commands.ts';

/** Says what keeps the instance from being protected. Nothing when nothing does. */
export function ProtectionErrorBar({ instance }: { instance: BackupInstance }) {
  const { currentProtectionState, protectionStatus, protectionErrorDetails } = instance.properties;
  if (!isProtectionError(currentProtectionState)) return null;
  return (
    <ProblemBar
      title="Fix protection error for the backup instance."
      error={
        protectionErrorDetails ??
        protectionStatus.errorDetails ?? { message: 'The service does not say what the error is.' }
      }
    />
  );
}
