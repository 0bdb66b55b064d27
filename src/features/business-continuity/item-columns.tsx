/** The columns of what is protected (portal-ux C.18). */
import { paths } from '#paths';
import { DateTime } from '#ui/DateTime.tsx';
import type { GridColumn } from '#ui/Grid.tsx';
import { byText } from '#ui/grid-sort.ts';
import { jobStatusView } from '#ui/job-status.ts';
import { RouteLink } from '#ui/RouteLink.tsx';
import { StatusText } from '#ui/StatusText.tsx';
import type { ProtectedItem } from './protected-items.ts';
import { SOLUTION, statusView } from './protection-text.ts';

const resource: GridColumn<ProtectedItem> = {
  id: 'name',
  title: 'Resource name',
  cell: ({ name, serverId }) => <RouteLink to={paths.protectedItem(serverId)}>{name}</RouteLink>,
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
  width: 125,
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
  width: 170,
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

/** Of the list of everything that is protected. */
export const ITEM_COLUMNS: readonly GridColumn<ProtectedItem>[] = [
  resource,
  instance,
  solution,
  vault,
  policy,
  status,
  lastJob,
];

/** Of the instances of one resource. */
export const ASSOCIATED_COLUMNS: readonly GridColumn<ProtectedItem>[] = [
  { ...instance, title: 'Backup instance' },
  vault,
  { ...solution, title: 'Solution' },
  policy,
  { ...status, title: 'Status' },
  lastJob,
  lastStart,
];
