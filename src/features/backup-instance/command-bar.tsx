/**
 * The command bar of a backup instance: all of the portal's commands, in its order
 * (docs/reference/screens.md#backup-instance).
 */
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { ArrowUndoRegular } from '@fluentui/react-icons/svg/arrow-undo';
import { BeakerRegular } from '@fluentui/react-icons/svg/beaker';
import { CloudArrowUpRegular } from '@fluentui/react-icons/svg/cloud-arrow-up';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { EditRegular } from '@fluentui/react-icons/svg/edit';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { PlayRegular } from '@fluentui/react-icons/svg/play';
import { RecordStopRegular } from '@fluentui/react-icons/svg/record-stop';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { WrenchRegular } from '@fluentui/react-icons/svg/wrench';
import type { Command } from '#ui/page/CommandBar.tsx';
import type { InstanceCommand } from '#ui/text/instance-commands.ts';
import type { InstancePane } from './instance-panes.ts';

interface Actions {
  open: (pane: InstancePane) => void;
  restore: () => void;
  refresh: () => void;
}

/** The commands with the reasons why some cannot be used; all are disabled while the instance is loading. */
export function commandsOf(
  reasons: Record<InstanceCommand, string | undefined> | undefined,
  proves: boolean,
  actions: Actions,
): Command[] {
  const reason = (command: InstanceCommand) => ({
    disabledReason: reasons ? reasons[command] : 'The backup instance is not loaded.',
  });
  const opens = (pane: InstancePane) => () => {
    actions.open(pane);
  };
  return [
    {
      key: 'backup',
      label: 'Backup Now',
      icon: <CloudArrowUpRegular />,
      onClick: opens('backup-now'),
      ...reason('backupNow'),
    },
    { key: 'restore', label: 'Restore', icon: <HistoryRegular />, onClick: actions.restore, ...reason('restore') },
    // Our extension: not shown with a back end that does not have it.
    ...(proves
      ? [
          {
            key: 'verify',
            label: 'Verify',
            icon: <ShieldCheckmarkRegular />,
            onClick: opens('verify'),
            ...reason('verify'),
          },
          { key: 'drill', label: 'Drill', icon: <BeakerRegular />, onClick: opens('drill'), ...reason('drill') },
        ]
      : []),
    { key: 'stop', label: 'Stop Backup', icon: <RecordStopRegular />, onClick: opens('stop'), ...reason('stopBackup') },
    {
      key: 'resume',
      label: 'Resume Backup',
      icon: <PlayRegular />,
      onClick: opens('resume'),
      ...reason('resumeBackup'),
    },
    { key: 'edit', label: 'Edit backup instance', icon: <EditRegular />, onClick: opens('edit'), ...reason('edit') },
    {
      key: 'fix',
      label: 'Fix protection error',
      icon: <WrenchRegular />,
      onClick: opens('fix-protection'),
      ...reason('fixError'),
    },
    { key: 'delete', label: 'Delete', icon: <DeleteRegular />, onClick: opens('delete'), ...reason('delete') },
    {
      key: 'undelete',
      label: 'UnDelete',
      icon: <ArrowUndoRegular />,
      onClick: opens('undelete'),
      ...reason('undelete'),
    },
    { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: actions.refresh },
  ];
}
