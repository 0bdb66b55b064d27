import { makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import type { BackupInstance, Job, RecoveryPoint } from '#protocol/data-protection.ts';
import { lastName, sameId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { vaultIdOf } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { serviceTime } from '#resources/service-time.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import { NextBackup } from '#ui/text/NextBackup.tsx';
import { Essentials } from '#ui/page/Essentials.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { jobStatusView } from '#ui/text/job-status.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { scheduleText } from '#ui/text/policy-text.ts';
import { protectionStatusView } from '#ui/text/protection-status.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';

/** As many as can be read at a glance. */
const JOBS_SHOWN = 5;

const useStyles = makeStyles({
  jobs: { marginBlockStart: tokens.spacingVerticalXXL, maxWidth: '1000px' }, // three short columns stay near each other
  head: { display: 'flex', alignItems: 'baseline', justifyContent: 'space-between' },
  heading: {
    margin: `0 0 ${tokens.spacingVerticalS}`,
    fontSize: tokens.fontSizeBase300,
    lineHeight: tokens.lineHeightBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
});

/** The server's protection in short; its backup instance has the rest. */
export function ProtectedServer({ instance }: { instance: BackupInstance }) {
  const styles = useStyles();
  const headingId = useId();
  const vaultId = vaultIdOf(instance.id);
  const { policyInfo, currentProtectionState, friendlyName } = instance.properties;
  const { data: policy } = useQuery(backupPolicies.byId(policyInfo.policyId));
  const { data: points } = useQuery(recoveryPoints.list(instance.id));
  const jobs = useQuery(backupJobs.list(vaultId));
  return (
    <>
      <Essentials
        json={{ title: friendlyName, value: instance }}
        facts={[
          {
            label: 'Backup instance',
            value: <RouteLink to={paths.instance(instance.id)}>{friendlyName}</RouteLink>,
          },
          { label: 'Status', value: <StatusText {...protectionStatusView(currentProtectionState)} /> },
          {
            label: 'Backup vault',
            value: <RouteLink to={paths.vault(vaultId)}>{lastName(vaultId)}</RouteLink>,
          },
          { label: 'Latest recovery point', value: points && <DateTime value={latest(points)} /> },
          {
            label: 'Backup policy',
            value: lastName(policyInfo.policyId),
          },
          {
            label: 'Next backup',
            value: policy && (
              <NextBackup state={currentProtectionState} policy={policy.properties} now={serviceTime()} />
            ),
          },
          { label: 'Schedule', value: policy && scheduleText(policy.properties) },
        ]}
      />
      <section aria-labelledby={headingId} className={styles.jobs}>
        <div className={styles.head}>
          <h2 id={headingId} className={styles.heading}>
            Last jobs
          </h2>
          <RouteLink to={paths.instanceJobs(instance.id)}>View all</RouteLink>
        </div>
        <Loadable query={jobs} skeleton={<RowsSkeleton rows={JOBS_SHOWN} />} what="Jobs">
          {(all) => (
            <Grid
              ariaLabel="Last jobs"
              columns={COLUMNS}
              rows={lastJobsOf(instance, all)}
              rowKey={(job) => job.id}
              empty={<p>No job has run for this server yet.</p>}
            />
          )}
        </Loadable>
      </section>
    </>
  );
}

const COLUMNS: readonly GridColumn<Job>[] = [
  {
    id: 'operation',
    title: 'Operation',
    cell: ({ id, properties }) => <RouteLink to={paths.job(id)}>{properties.operation}</RouteLink>,
  },
  { id: 'status', title: 'Status', cell: ({ properties }) => <StatusText {...jobStatusView(properties.status)} /> },
  { id: 'start', title: 'Start time', cell: ({ properties }) => <DateTime value={properties.startTime} /> },
];

const lastJobsOf = (instance: BackupInstance, all: readonly Job[]): Job[] =>
  all
    .filter(({ properties }) => sameId(properties.backupInstanceId, instance.id))
    .toSorted((one, other) => Date.parse(other.properties.startTime) - Date.parse(one.properties.startTime))
    .slice(0, JOBS_SHOWN);

const latest = (points: readonly RecoveryPoint[]): string | undefined =>
  points
    .map(({ properties }) => properties.recoveryPointTime)
    .toSorted((one, other) => Date.parse(other) - Date.parse(one))[0];
