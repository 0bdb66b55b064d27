/** The columns of every list of jobs (docs/reference/screens.md#backup-vault, #business-continuity-center). */
import { useSearchParams } from 'react-router';
import type { Job } from '#protocol/data-protection.ts';
import { paths } from '#paths';
import type { RegionText } from '#resources/region-names.ts';
import { DateTime } from '#ui/text/DateTime.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byNumber, byText } from '#ui/grid/grid-sort.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { jobStatusView } from '#ui/text/job-status.ts';
import { detailsAddress } from './details-address.ts';
import { byStart, jobKeys, vaultIdOf } from './job-keys.ts';

export interface ColumnFacts {
  /** When the list was read: how long a running job takes so far is counted to then. */
  now: number;
  subscriptionName: (subscriptionId: string) => string;
  regionText: RegionText;
}

/** The columns of a list of jobs of one vault. */
export function jobColumns({ now, subscriptionName, regionText }: ColumnFacts): GridColumn<Job>[] {
  const subscriptionOf = ({ properties }: Job) => subscriptionName(properties.sourceSubscriptionID);
  const locationOf = ({ properties }: Job) => regionText(properties.dataSourceLocation);
  return [
    {
      id: 'instance',
      title: 'Backup instance',
      cell: ({ properties }) => (
        <RouteLink to={paths.instance(properties.backupInstanceId)}>{properties.backupInstanceFriendlyName}</RouteLink>
      ),
      compare: byText(({ properties }) => properties.backupInstanceFriendlyName),
    },
    {
      id: 'subscription',
      title: 'Datasource subscription',
      // The names of the instance and its vault have what the others leave.
      width: '10%',
      cell: subscriptionOf,
      compare: byText(subscriptionOf),
    },
    {
      id: 'group',
      title: 'Datasource resource group',
      width: '10%',
      cell: ({ properties }) => properties.sourceResourceGroup,
      compare: byText(({ properties }) => properties.sourceResourceGroup),
    },
    {
      id: 'location',
      title: 'Datasource location',
      width: 120,
      cell: locationOf,
      compare: byText(locationOf),
    },
    {
      id: 'operation',
      title: 'Operation',
      width: 85,
      cell: (job) => <DetailsLink job={job} />,
      compare: byText(({ properties }) => properties.operation),
    },
    {
      id: 'status',
      title: 'Status',
      width: 135,
      cell: ({ properties }) => <StatusText {...jobStatusView(properties.status)} />,
      compare: byText(({ properties }) => jobStatusView(properties.status).text),
    },
    {
      id: 'start',
      title: 'Start time',
      width: 175,
      cell: ({ properties }) => <DateTime value={properties.startTime} />,
      compare: byStart,
    },
    { id: 'type', title: 'Type', width: 92, cell: jobType, compare: byText(jobType) },
    {
      id: 'duration',
      title: 'Duration',
      width: 80,
      cell: (job) => clockText(elapsedMs(job, now)),
      compare: byNumber((job) => elapsedMs(job, now)),
    },
  ];
}

/** Opens the job beside the list, whose filters and order stay. */
function DetailsLink({ job }: { job: Job }) {
  const [params] = useSearchParams();
  const { operation, backupInstanceFriendlyName: name } = job.properties;
  return (
    <RouteLink to={detailsAddress(params, job.id)} aria-label={`${operation} job of ${name}`}>
      {operation}
    </RouteLink>
  );
}

/** The column that tells the vault, for lists over several. */
export const vaultColumn: GridColumn<Job> = {
  id: 'vault',
  title: 'Vault',
  cell: ({ id, properties }) => <RouteLink to={paths.vault(vaultIdOf(id))}>{properties.vaultName}</RouteLink>,
  compare: byText(({ properties }) => properties.vaultName),
};

/** Who started the job: the schedule or a person. */
export const jobType = ({ properties }: Job): string => (properties.isUserTriggered ? 'On-demand' : 'Scheduled');

/** How long the job took, or takes so far: while it runs, the service says nothing (docs/reference/arm.md#11-jobs). */
export function elapsedMs(job: Job, now: number): number {
  const { isRunning, start, duration } = jobKeys(job);
  return isRunning ? Math.max(0, now - start) : duration;
}

/** `hh:mm:ss`, as lists of jobs show it. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, '0'))
    .join(':');
}
