import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { PersonKeyRegular } from '@fluentui/react-icons/svg/person-key';
import { CommandBar } from '#ui/page/CommandBar.tsx';
import { commandReasons, countNeedy, type Situation } from './command-reasons.ts';

interface DatasourceCommandsProps {
  situation: Situation;
  onAdd: () => void;
  onAssign: () => void;
  onDownload: () => void;
  onRevalidate: () => void;
  onRemove: () => void;
}

/**
 * The commands above the grid. A disabled one says why; one that works on more than the ticked rows says on how many.
 */
export function DatasourceCommands({ situation, ...actions }: DatasourceCommandsProps) {
  const reasons = commandReasons(situation);
  const needy = countNeedy(situation.rows);
  const hint = (count: number, what: string) =>
    situation.ticked === 0
      ? `For all servers shown that ${what} (${count}). Select servers to choose some.`
      : undefined;
  return (
    <CommandBar
      aria-label="Datasource commands"
      commands={[
        { key: 'add', label: 'Add', icon: <AddRegular />, disabledReason: reasons.add, onClick: actions.onAdd },
        {
          key: 'assign',
          label: 'Assign missing roles',
          icon: <PersonKeyRegular />,
          disabledReason: reasons.assign,
          hint: hint(needy.assign, 'miss roles you can assign'),
          onClick: actions.onAssign,
        },
        {
          key: 'download',
          label: 'Download role assignment template',
          icon: <ArrowDownloadRegular />,
          disabledReason: reasons.download,
          hint: hint(needy.download, 'miss roles'),
          onClick: actions.onDownload,
        },
        {
          key: 'revalidate',
          label: 'Revalidate',
          icon: <ArrowClockwiseRegular />,
          disabledReason: reasons.revalidate,
          hint: hint(needy.revalidate, 'can be checked again'),
          onClick: actions.onRevalidate,
        },
        {
          key: 'remove',
          label: 'Remove',
          icon: <DeleteRegular />,
          disabledReason: reasons.remove,
          onClick: actions.onRemove,
        },
      ]}
    />
  );
}
