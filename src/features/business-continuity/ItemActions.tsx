import { paths } from '#paths';
import { protectionStatusView } from '#ui/protection-status.ts';
import { RowMenu } from '#ui/RowMenu.tsx';
import type { ProtectedItem } from './protected-items.ts';

/** The `…` of a backup instance. */
export function ItemActions({ item, withDetails = false }: { item: ProtectedItem; withDetails?: boolean }) {
  const { instance, name } = item;
  const state = instance.properties.currentProtectionState;
  const { text } = protectionStatusView(state);
  return (
    <RowMenu
      label={name}
      items={[
        {
          label: 'Backup now',
          to: paths.backupNow(instance.id),
          disabledReason: state === 'ProtectionConfigured' ? undefined : `The state of the backup instance is ${text}.`,
        },
        {
          label: 'Recover',
          to: paths.restore(instance.id),
          disabledReason:
            item.status === 'Protection disabled' ? `The state of the backup instance is ${text}.` : undefined,
        },
        ...(withDetails ? [{ label: 'View details', to: paths.protectedItem(item.serverId) }] : []),
        { label: 'View backup instance', to: paths.instance(instance.id) },
        { label: 'View jobs', to: paths.instanceJobs(instance.id) },
      ]}
    />
  );
}
