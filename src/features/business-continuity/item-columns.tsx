/** The columns of what is protected (docs/reference/screens.md#business-continuity-center). */
import { paths } from '#paths';
import { DateTime } from '#ui/text/DateTime.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { jobStatusView } from '#ui/text/job-status.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import type { ListColumn } from '#ui/grid/useColumnChoice.ts';
import { CentreLink } from './CentreLink.tsx';
import type { ProtectedItem } from './protected-items.ts';
import { SOLUTION, statusView } from './protection-text.ts';

const resource: GridColumn<ProtectedItem> = {
  id: 'name',
  title: 'Resource name',
  cell: ({ name, serverId }) => <CentreLink to={paths.protectedItem(serverId)}>{name}</CentreLink>,
  compare: byText(({ name }) => name),
};
const instance: GridColumn<ProtectedItem> = {
  id: 'item',
  title: 'Protected item',
  cell: ({ instance: { id, properties } }) => (
    <RouteLink to={paths.instance(id)} aria-label={`Backup instance ${properties.friendlyName}`}>
      {properties.friendlyName}
    </RouteLink>
  ),
  compare: byText(({ instance: { properties } }) => properties.friendlyName),
};
const solution: GridColumn<ProtectedItem> = {
  id: 'solution',
  title: 'Configured solutions',
  width: 165,
  cell: () => SOLUTION,
};
const vault: GridColumn<ProtectedItem> = {
  id: 'vault',
  title: 'Vault',
  cell: (item) => <RouteLink to={paths.vault(item.vaultId)}>{item.vault}</RouteLink>,
  compare: byText((item) => item.vault),
};
const policy: GridColumn<ProtectedItem> = {
  id: 'policy',
  title: 'Protection policy',
  cell: (item) => <RouteLink to={paths.policy(item.instance.properties.policyInfo.policyId)}>{item.policy}</RouteLink>,
  compare: byText((item) => item.policy),
};
const status: GridColumn<ProtectedItem> = {
  id: 'status',
  title: 'Protection status',
  width: 165,
  cell: (item) => <StatusText {...statusView(item.status)} />,
  compare: byText((item) => item.status),
};
const lastJob: GridColumn<ProtectedItem> = {
  id: 'job',
  title: 'Last job',
  width: 165,
  cell: ({ lastJob: job, name }) =>
    job ? (
      <RouteLink
        to={paths.job(job.id)}
        aria-label={`Last job of ${name}: ${jobStatusView(job.properties.status).text}`}
      >
        <StatusText {...jobStatusView(job.properties.status)} />
      </RouteLink>
    ) : (
      '–'
    ),
  compare: byText(({ lastJob: job }) => (job ? jobStatusView(job.properties.status).text : '')),
};
const lastStart: GridColumn<ProtectedItem> = {
  id: 'start',
  title: 'Last job started',
  width: 175,
  cell: (item) => <DateTime value={item.lastJob?.properties.startTime} />,
  compare: (one, other) => startOf(one) - startOf(other),
};

const startOf = ({ lastJob: job }: ProtectedItem): number => (job ? Date.parse(job.properties.startTime) : 0);

/** A column of one of the row's words, shown when a person asks for it. */
const extra = (
  id: 'type' | 'subscription' | 'group' | 'location',
  title: string,
  width?: number,
): ListColumn<ProtectedItem> => ({
  id,
  title,
  isExtra: true,
  ...(width !== undefined && { width }),
  cell: (item) => item[id],
  compare: byText((item) => item[id]),
});
const lastBackup: ListColumn<ProtectedItem> = {
  id: 'backup',
  title: 'Last successful backup',
  width: 175,
  isExtra: true,
  cell: (item) => <DateTime value={backupTime(item)} />,
  compare: (one, other) => momentOf(backupTime(one)) - momentOf(backupTime(other)),
};

const backupTime = ({ lastBackup: job }: ProtectedItem): string | undefined =>
  job?.properties.endTime ?? job?.properties.startTime;
const momentOf = (time: string | undefined): number => (time === undefined ? 0 : Date.parse(time));

/** Of the list of everything that is protected. */
export const ITEM_COLUMNS: readonly ListColumn<ProtectedItem>[] = [
  resource,
  instance,
  extra('type', 'Datasource type', 210),
  solution,
  vault,
  policy,
  status,
  lastJob,
  { ...lastStart, isExtra: true },
  lastBackup,
  extra('subscription', 'Subscription'),
  extra('group', 'Resource group'),
  extra('location', 'Location', 120),
];

/** Of the items that can be restored. */
export const RECOVERABLE_COLUMNS: readonly GridColumn<ProtectedItem>[] = [
  { ...resource, cell: ({ name }) => name },
  { ...vault, cell: (item) => item.vault },
  { ...status, width: 160 },
  lastBackup,
];

/** Of the instances of one resource. */
export const ASSOCIATED_COLUMNS: readonly GridColumn<ProtectedItem>[] = [
  { ...instance, title: 'Backup instance' },
  vault,
  { ...solution, title: 'Solution', width: 115 },
  policy,
  { ...status, title: 'Status' },
  lastJob,
  lastStart,
];
