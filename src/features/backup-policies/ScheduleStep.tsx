import { RetentionTable } from '#ui/text/RetentionTable.tsx';
import { scheduleText } from '#ui/text/policy-text.ts';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import type { StepSummaryProps } from '#ui/wizard/define-wizard.ts';
import { usePolicyCreation } from './create-policy-context.ts';
import { useFormStyles } from './form-styles.ts';
import { RetentionRules } from './RetentionRules.tsx';
import { ScheduleFields } from './ScheduleFields.tsx';

/** When backups run, and how long their recovery points are kept. */
export function ScheduleStep() {
  const { policy, form } = usePolicyCreation();
  const styles = useFormStyles();
  return (
    <>
      <section className={styles.section} aria-labelledby="backup-schedule">
        <h2 id="backup-schedule" className={styles.heading}>
          Backup schedule
        </h2>
        <ScheduleFields />
        <p role="status" className={styles.belowControls}>
          {form.days.length > 0 && form.time !== '' && scheduleText(policy)}
        </p>
      </section>
      <RetentionRules />
    </>
  );
}

export function ScheduleSummary(props: StepSummaryProps) {
  const { policy } = usePolicyCreation();
  return (
    <SummaryList
      {...props}
      facts={[
        { label: 'Backup schedule', value: scheduleText(policy) },
        { label: 'Retention rules', value: <RetentionTable policy={policy} /> },
      ]}
    />
  );
}
