import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import { RouteLink } from '#ui/page/RouteLink.tsx';

/** Says that restore points of the instance are damaged, with the latest finding. */
export function DamageBar({ instance }: { instance: BackupInstance }) {
  const damaged = instance.properties.proof?.damaged;
  if (!damaged) return null;
  const { count, message, recoveryPointId } = damaged;
  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>
          {count === 1 ? 'A restore point is damaged' : `${String(count)} restore points are damaged`}
        </MessageBarTitle>
        {message} It does not count as a backup any more.{' '}
        <RouteLink to={paths.instanceProof(instance.id, 'Verify', recoveryPointId)}>View restore point</RouteLink>
      </MessageBarBody>
    </MessageBar>
  );
}
