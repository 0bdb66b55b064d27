/** The columns of protected items (docs/reference/screens.md#business-continuity-center). */
import { paths } from '#paths';
import { columnsOf, type ColumnOf } from '#ui/list/list-column.tsx';
import { GROUP_COLUMN, LOCATION_COLUMN, SUBSCRIPTION_COLUMN } from '#ui/list/places.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { jobStatusView } from '#ui/text/job-status.ts';
import { StatusText } from '#ui/text/StatusText.tsx';
import { CenterLink } from './CenterLink.tsx';
import type { ProtectedItem } from './protected-items.ts';
import { SOLUTION, statusView } from './protection-text.ts';

type ItemColumn = ColumnOf<ProtectedItem>;

const resource: ItemColumn = {
  id: 'name',
  title: 'Resource name',
  text: ({ name }) => name,
  cell: ({ name, serverId }) => <CenterLink to={paths.protectedItem(serverId)}>{name}</CenterLink>,
};
const instance: ItemColumn = {
  id: 'item',
  title: 'Protected item',
  text: (item) => item.instance.properties.friendlyName,
  cell: ({ instance: { id, properties } }) => (
    <RouteLink to={paths.instance(id)} aria-label={`Backup instance ${properties.friendlyName}`}>
      {properties.friendlyName}
    </RouteLink>
  ),
};
const solution: ItemColumn = {
  id: 'solution',
  title: 'Configured solutions',
  width: 165,
  text: () => SOLUTION,
  order: false,
};
const vault: ItemColumn = {
  id: 'vault',
  title: 'Vault',
  text: (item) => item.vault,
  address: (item) => paths.vault(item.vaultId),
};
const policy: ItemColumn = {
  id: 'policy',
  title: 'Protection policy',
  text: (item) => item.policy,
  address: (item) => paths.policy(item.instance.properties.policyInfo.policyId),
};
const status: ItemColumn = {
  id: 'status',
  title: 'Protection status',
  width: 165,
  text: (item) => item.status,
  cell: (item) => <StatusText {...statusView(item.status)} />,
};
const lastJob: ItemColumn = {
  id: 'job',
  title: 'Last job',
  width: 165,
  text: ({ lastJob: job }) => (job ? jobStatusView(job.properties.status).text : ''),
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
};
const lastStart: ItemColumn = {
  id: 'start',
  title: 'Last job started',
  width: 175,
  time: (item) => item.lastJob?.properties.startTime,
};
const lastBackup: ItemColumn = {
  id: 'backup',
  title: 'Last successful backup',
  width: 175,
  isExtra: true,
  time: ({ lastBackup: job }) => job?.properties.endTime ?? job?.properties.startTime,
};

/** In the list of all protected items. */
export const ITEM_COLUMNS = columnsOf<ProtectedItem>([
  resource,
  instance,
  { id: 'type', title: 'Datasource type', width: 210, isExtra: true, text: (item) => item.type },
  solution,
  vault,
  policy,
  status,
  lastJob,
  { ...lastStart, isExtra: true },
  lastBackup,
  { ...SUBSCRIPTION_COLUMN, isExtra: true },
  { ...GROUP_COLUMN, isExtra: true },
  { ...LOCATION_COLUMN, isExtra: true, width: 120 },
]);

/** In the list of items that can be restored. */
export const RECOVERABLE_COLUMNS = columnsOf<ProtectedItem>([
  { id: 'name', title: 'Resource name', text: ({ name }) => name },
  { id: 'vault', title: 'Vault', text: (item) => item.vault },
  { ...status, width: 160 },
  { ...lastBackup, isExtra: false },
]);

/** In the list of one resource's instances. */
export const ASSOCIATED_COLUMNS = columnsOf<ProtectedItem>([
  { ...instance, title: 'Backup instance' },
  vault,
  { ...solution, title: 'Solution', width: 115 },
  policy,
  { ...status, title: 'Status' },
  lastJob,
  lastStart,
]);
