import { Field, makeStyles, ProgressBar } from '@fluentui/react-components';
import type { Job } from '#protocol/data-protection.ts';
import { formatBytes, formatDuration } from '#ui/text/format.ts';
import { elapsedMs } from './job-columns.tsx';
import { progressOf } from './job-progress.ts';

const useStyles = makeStyles({ root: { maxWidth: '800px' } }); // the width of a form

/** The progress of a running job. Without a percentage it only shows that the job is running. */
export function JobProgress({ job, now }: { job: Job; now: number }) {
  const styles = useStyles();
  const progress = progressOf(job);
  const bytes = job.properties.extendedInfo?.dataTransferredInBytes;
  const parts = [
    progress.task,
    progress.percent === undefined ? undefined : `${String(progress.percent)} %`,
    typeof bytes === 'number' ? `${formatBytes(bytes)} transferred` : undefined,
    formatDuration(elapsedMs(job, now)),
  ];
  return (
    <Field className={styles.root} validationState="none" validationMessage={parts.filter(Boolean).join(' · ')}>
      <ProgressBar
        aria-label="Progress of the job"
        thickness="large"
        {...(progress.percent !== undefined && { value: progress.percent, max: 100 })}
      />
    </Field>
  );
}
