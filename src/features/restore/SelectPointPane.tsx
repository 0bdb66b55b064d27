import { Button } from '@fluentui/react-components';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { useMemo, useState } from 'react';
import type { RecoveryPoint } from '#protocol/data-protection.ts';
import { serviceTime } from '#resources/service-time.ts';
import { List } from '#ui/list/List.tsx';
import { columnsOf } from '#ui/list/list-column.tsx';
import { periodFilter, POINT_COLUMNS, TIME_COLUMN } from '#ui/list/points.ts';
import { useList, type ListDeclaration } from '#ui/list/useList.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { formatDateTime } from '#ui/text/format.ts';
import { useRestoreWizard } from './restore-context.ts';

/** **Select restore point**: one of the instance's recovery points, of the chosen time period. */
export function SelectPointPane({ onClose }: { onClose: () => void }) {
  const { facts, points, choosePoint } = useRestoreWizard();
  const [chosen, setChosen] = useState(facts.point?.name);
  const now = serviceTime(points.dataUpdatedAt);
  const filters = useMemo(() => [periodFilter(now)], [now]);
  const view = useList(
    { ...LIST, filters },
    { source: points, isForgotten: true, choice: { chosen, onChoose: setChosen, labelOf } },
  );
  return (
    <ContextPane
      open
      size="large"
      title="Select restore point"
      onClose={onClose}
      footer={
        <>
          <Button
            appearance="primary"
            disabledFocusable={chosen === undefined}
            onClick={() => {
              if (chosen !== undefined) choosePoint(chosen);
              onClose();
            }}
          >
            Select
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <List view={view} />
    </ContextPane>
  );
}

const labelOf = ({ properties, name }: RecoveryPoint): string => formatDateTime(properties.recoveryPointTime) ?? name;

const LIST: ListDeclaration<RecoveryPoint> = {
  id: 'restore-points-to-choose',
  what: ['restore point', 'restore points'],
  columns: columnsOf([TIME_COLUMN, ...POINT_COLUMNS]),
  rowKey: ({ name }) => name,
  order: { columnId: 'time', direction: 'descending' },
  picture: <HistoryRegular />,
  // As wide as a time.
  plainWidth: 175,
  none: { heading: 'No restore points yet', text: 'The first backup follows the schedule of the policy.' },
};
