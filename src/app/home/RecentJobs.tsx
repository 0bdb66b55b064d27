import { useQuery } from '@tanstack/react-query';
import { Button, makeStyles } from '@fluentui/react-components';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { useId } from 'react';
import { useNavigate } from 'react-router';
import type { Job } from '#protocol/data-protection.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { paths } from '#paths';
import { backupJobs } from '#resources/backup-jobs.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { jobStatusView } from '#ui/text/job-status.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { useHomeStyles } from './home-styles.ts';

/** As many as can be read at a glance. */
const SHOWN = 8;

const useStyles = makeStyles({
  head: { display: 'flex', alignItems: 'baseline', justifyContent: 'space-between', maxWidth: '1000px' },
});

/** The latest jobs of every vault. */
export function RecentJobs() {
  const styles = useStyles();
  const home = useHomeStyles();
  const headingId = useId();
  const query = useQuery(backupJobs.everywhere());
  return (
    <section aria-labelledby={headingId}>
      <div className={styles.head}>
        <h2 id={headingId} className={home.heading}>
          Recent jobs
        </h2>
        <RouteLink to={paths.jobs()}>View all</RouteLink>
      </div>
      <div className={home.list}>
        <Loadable query={query} skeleton={<RowsSkeleton rows={SHOWN} />} what="Recent jobs">
          {(jobs) => (
            <Grid
              ariaLabel="Recent jobs"
              columns={COLUMNS}
              rows={latest(jobs)}
              rowKey={(job) => job.id}
              empty={<NothingYet />}
            />
          )}
        </Loadable>
      </div>
    </section>
  );
}

const latest = (jobs: readonly Job[]): Job[] =>
  jobs
    .toSorted((one, other) => Date.parse(other.properties.startTime) - Date.parse(one.properties.startTime))
    .slice(0, SHOWN);

const COLUMNS: readonly GridColumn<Job>[] = [
  {
    id: 'job',
    title: 'Job',
    cell: ({ id, properties }) => (
      <RouteLink to={paths.job(id)}>
        {properties.operation} of {properties.backupInstanceFriendlyName}
      </RouteLink>
    ),
  },
  { id: 'status', title: 'Status', cell: ({ properties }) => <StatusText {...jobStatusView(properties.status)} /> },
  { id: 'vault', title: 'Vault', cell: ({ properties }) => properties.vaultName },
  { id: 'start', title: 'Start time', cell: ({ properties }) => <DateTime value={properties.startTime} /> },
];

function NothingYet() {
  const navigate = useNavigate();
  return (
    <EmptyState
      picture={<ShieldAddRegular />}
      heading="No jobs yet"
      action={
        <Button appearance="primary" onClick={() => void navigate(paths.configureBackup())}>
          Configure protection
        </Button>
      }
    >
      Protect a {POSTGRES_SERVERS.words.one}, and its backups show here.
    </EmptyState>
  );
}
