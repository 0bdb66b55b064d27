import { Button } from '@fluentui/react-components';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { useState } from 'react';
import { serviceTime } from '#resources/service-time.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { formatDateTime } from '#ui/text/format.ts';
import { Grid } from '#ui/grid/Grid.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { PERIODS, POINT_COLUMNS, takenIn, type Period } from './point-columns.tsx';
import { useRestoreWizard } from './restore-context.ts';

/** **Select restore point**: one of the instance's recovery points, of the time period that the person wants. */
export function SelectPointPane({ onClose }: { onClose: () => void }) {
  const { facts, points, choosePoint } = useRestoreWizard();
  const [chosen, setChosen] = useState(facts.point?.name);
  const [period, setPeriod] = useState<Period>('all');
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
      <Loadable query={points} skeleton={<RowsSkeleton rows={8} />} what="Restore points">
        {(all) => {
          const shown = all.filter((point) => takenIn(point, period, serviceTime(points.dataUpdatedAt)));
          return (
            <>
              <FilterPills
                pills={[
                  {
                    label: 'Time period',
                    value: period,
                    options: Object.entries(PERIODS).map(([value, { text }]) => ({ value, label: text })),
                    onChange: (value) => setPeriod(value as Period),
                  },
                ]}
                count={shown.length === 1 ? '1 restore point' : `${String(shown.length)} restore points`}
              />
              <Grid
                ariaLabel="Restore points"
                columns={POINT_COLUMNS}
                rows={shown}
                rowKey={(point) => point.name}
                sort={{ columnId: 'time', direction: 'descending' }}
                choice={{
                  chosen,
                  onChoose: setChosen,
                  labelOf: ({ properties, name }) => formatDateTime(properties.recoveryPointTime) ?? name,
                }}
                empty={
                  <EmptyState picture={<HistoryRegular />} heading="No restore point in this time period">
                    Choose a longer time period.
                  </EmptyState>
                }
              />
            </>
          );
        }}
      </Loadable>
    </ContextPane>
  );
}
