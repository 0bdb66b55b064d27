import { makeStyles, ProgressBar, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import type { JobSubTask } from '#protocol/data-protection.ts';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { jobStatusView } from '#ui/text/job-status.ts';
import { StatusText } from '#ui/text/StatusText.tsx';
import { percentOf } from './job-progress.ts';

const useStyles = makeStyles({
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  progress: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalS },
  bar: { maxWidth: '160px' },
});

/** The steps of a job and the status of each. */
export function SubTasks({ subTasks }: { subTasks: readonly JobSubTask[] }) {
  const styles = useStyles();
  const headingId = useId();
  if (subTasks.length === 0) return null;
  return (
    <section aria-labelledby={headingId}>
      <h2 id={headingId} className={styles.heading}>
        Sub tasks
      </h2>
      <Grid
        ariaLabel="Sub tasks"
        columns={COLUMNS}
        rows={subTasks}
        rowKey={(task) => String(task.taskId)}
        minWidth={680}
      />
    </section>
  );
}

const COLUMNS: readonly GridColumn<JobSubTask>[] = [
  { id: 'name', title: 'Name', cell: (task) => task.taskName },
  { id: 'status', title: 'Status', width: 200, cell: (task) => <StatusText {...statusView(task)} /> },
  { id: 'progress', title: 'Progress', width: 260, cell: (task) => <TaskProgress task={task} /> },
];

/** A sub task has the statuses of a job, and one of its own. */
const statusView = ({ taskStatus }: JobSubTask): ReturnType<typeof jobStatusView> =>
  taskStatus.toLowerCase() === 'notstarted' ? { kind: 'neutral', text: 'Not started' } : jobStatusView(taskStatus);

function TaskProgress({ task }: { task: JobSubTask }) {
  const styles = useStyles();
  const percent = percentOf(task);
  if (percent === undefined) return <>–</>;
  return (
    <span className={styles.progress}>
      <ProgressBar className={styles.bar} value={percent} max={100} aria-label={`Progress of ${task.taskName}`} />
      {Math.round(percent)} %
    </span>
  );
}
