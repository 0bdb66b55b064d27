import { Field, Link } from '@fluentui/react-components';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { useState } from 'react';
import { paths } from '#paths';
import { DateTime } from '#ui/text/DateTime.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { GivenField } from '#ui/form/GivenField.tsx';
import { fieldMessage } from '#ui/form/field-message.ts';
import { formatBytes } from '#ui/text/format.ts';
import { expiryOf, ruleOf, typeOf } from '#ui/text/point-text.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import type { StepSummaryProps } from '#ui/wizard/define-wizard.ts';
import { elementIdOf, useRestoreWizard } from './restore-context.ts';
import { useRestoreStyles } from './restore-styles.ts';

const SelectPointPane = loadedWhenShown(async () => (await import('./SelectPointPane.tsx')).SelectPointPane);

/** Which recovery point: the newest by default. */
export function PointStep() {
  const { points, instanceId } = useRestoreWizard();
  return (
    <Loadable query={points} skeleton={<RowsSkeleton rows={4} />} what="Restore points">
      {(all) =>
        all.length === 0 ? (
          <EmptyState
            picture={<HistoryRegular />}
            heading="No restore points yet"
            action={<RouteLink to={paths.instance(instanceId)}>Open the backup instance</RouteLink>}
          >
            The first backup follows the schedule of the policy. Backup Now starts one at once.
          </EmptyState>
        ) : (
          <ChosenPoint />
        )
      }
    </Loadable>
  );
}

function ChosenPoint() {
  const { facts, points, contents, messageAt } = useRestoreWizard();
  const styles = useRestoreStyles();
  const [isOpen, setOpen] = useState(false);
  const { point } = facts;
  const isNewest = point !== undefined && point.name === points.data?.[0]?.name;
  const databases = contents.data?.databases ?? [];
  return (
    <>
      <Field
        className={styles.field}
        orientation="horizontal"
        required
        label="Restore point"
        {...fieldMessage(messageAt('point'))}
      >
        {({ 'aria-labelledby': labelledBy, 'aria-describedby': describedBy }) => (
          <div className={styles.value} role="group" aria-labelledby={labelledBy} aria-describedby={describedBy}>
            {point && (
              <span>
                <DateTime value={point.properties.recoveryPointTime} />
                {isNewest && <span className={styles.quiet}> (latest)</span>}
              </span>
            )}
            <Link as="button" id={elementIdOf('point')} onClick={() => setOpen(true)}>
              Select restore point
            </Link>
          </div>
        )}
      </Field>
      {point && (
        <>
          <GivenField label="Type">{typeOf(point)}</GivenField>
          <GivenField label="Retention rule">{ruleOf(point)}</GivenField>
          <GivenField label="Expires on">
            <DateTime value={expiryOf(point)} />
          </GivenField>
        </>
      )}
      {databases.length > 0 && (
        <GivenField label="Databases">
          {databases.length} ({formatBytes(databases.reduce((sum, { plainBytes }) => sum + plainBytes, 0))})
        </GivenField>
      )}
      {isOpen && <SelectPointPane onClose={() => setOpen(false)} />}
    </>
  );
}

export function PointSummary(props: StepSummaryProps) {
  const { point } = useRestoreWizard().facts;
  return (
    <SummaryList
      {...props}
      facts={
        point
          ? [
              { label: 'Time', value: <DateTime value={point.properties.recoveryPointTime} /> },
              { label: 'Retention rule', value: ruleOf(point) },
            ]
          : [{ label: 'Time', value: '–' }]
      }
    />
  );
}
