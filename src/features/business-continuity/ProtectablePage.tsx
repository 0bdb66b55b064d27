import { useQueryClient } from '@tanstack/react-query';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { protectabilityProblem } from '#protocol/datasources.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { useGathered } from '#resources/useGathered.ts';
import { useNames } from '#resources/useNames.ts';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { columnsOf } from '#ui/list/list-column.tsx';
import { GROUP_COLUMN, GROUP_FILTER, LOCATION_COLUMN, LOCATION_FILTER, SUBSCRIPTION_COLUMN } from '#ui/list/places.ts';
import type { ListDeclaration } from '#ui/list/useList.ts';
import { useInScope, useScopedAddress } from '#ui/page/subscription-scope.ts';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';
import { CenterList, useCenterList } from './CenterList.tsx';
import { CenterPage } from './CenterPage.tsx';
import { ConfigureProtection } from './ConfigureProtection.tsx';
import { protectableResources, type ProtectableResource } from './protectable.ts';
import { ofRow } from './subscription-of.ts';

/** More than these do not fit into an address. */
const MOST_AT_ONCE = 1000;

/** **Protectable resources**: the servers without protection. */
function ProtectablePage() {
  const client = useQueryClient();
  const servers = useGathered(postgresServers.gathered());
  const instances = useGathered(backupInstances.gathered());
  const names = useNames();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const pane = useAddressPane('configure-protection');
  const navigate = useNavigate();
  const scoped = useScopedAddress();
  // Until every vault has been read, it is unknown what is unprotected.
  const data = useMemo(
    () =>
      servers.data && instances.isComplete
        ? protectableResources(servers.data, instances.data ?? [], names)
        : undefined,
    [servers.data, instances.isComplete, instances.data, names],
  );
  const chosen = (useInScope(data, ofRow) ?? []).filter(({ server }) => ticked.has(server.id));
  const refresh = () => {
    void client.invalidateQueries({ queryKey: postgresServers.all() });
    void client.invalidateQueries({ queryKey: backupInstances.all() });
  };
  const hasServers = (servers.data ?? []).length > 0;
  const view = useCenterList(hasServers ? LIST : LIST_WITHOUT_SERVERS, {
    source: {
      data,
      error: servers.error ?? instances.error,
      refetch: refresh,
      isFetching: servers.isFetching || instances.isFetching,
      isComplete: servers.isComplete,
      dataUpdatedAt: servers.dataUpdatedAt,
      gaps: [
        { what: 'servers', gaps: servers.gaps, onRetry: servers.fillGaps },
        { what: 'backup instances', gaps: instances.gaps, onRetry: instances.fillGaps },
      ],
    },
    refresh,
    selection: { selected: ticked, onChange: setTicked, labelOf: nameOf, what: 'servers', whyNot },
  });
  return (
    <CenterPage
      entry="Protectable resources"
      commands={[
        {
          key: 'protect',
          label: chosen.length === 0 ? 'Configure protection' : `Configure protection (${String(chosen.length)})`,
          icon: <ShieldAddRegular />,
          primary: true,
          onClick: () => {
            if (chosen.length === 0) pane.open();
            else void navigate(wizardFor(chosen));
          },
          disabledReason:
            chosen.length > MOST_AT_ONCE ? `Select at most ${MOST_AT_ONCE.toLocaleString('en')} servers.` : undefined,
        },
        ...view.commands,
      ]}
    >
      <CenterList
        view={view}
        noneAction={
          hasServers
            ? { label: 'View protected items', to: scoped(paths.protectedItems()), isQuiet: true }
            : { label: 'View servers', to: paths.servers(), isQuiet: true }
        }
      />
      <ConfigureProtection />
    </CenterPage>
  );
}

const wizardFor = (chosen: readonly ProtectableResource[]): string =>
  paths.configureBackup('basics', { servers: chosen.map(({ server }) => server.id) });

/** Shorter than the name of the datasource type, which would take two lines in each row. */
const typeOf = (): string => POSTGRES_SERVERS.words.one;
const nameOf = ({ name }: ProtectableResource): string => name;
const whyNot = ({ server }: ProtectableResource): string | undefined => protectabilityProblem(server);

const LIST: ListDeclaration<ProtectableResource> = {
  id: 'protectable-resources',
  what: ['protectable resource', 'protectable resources'],
  columns: columnsOf<ProtectableResource>([
    { id: 'name', title: 'Resource name', text: nameOf, address: ({ server }) => paths.server(server.id) },
    { id: 'type', title: 'Type', width: 200, text: typeOf, order: false },
    SUBSCRIPTION_COLUMN,
    GROUP_COLUMN,
    LOCATION_COLUMN,
    {
      id: 'version',
      title: 'PostgreSQL version',
      width: 130,
      isExtra: true,
      text: ({ server }) => server.properties.version,
    },
    { id: 'state', title: 'State', width: 110, isExtra: true, text: ({ server }) => server.properties.state },
  ]),
  rowKey: ({ server }) => server.id,
  order: { columnId: 'name', direction: 'ascending' },
  search: { placeholder: 'Filter by name', in: ({ name }) => [name] },
  filters: [{ id: 'type', label: 'Resource type', of: typeOf }, GROUP_FILTER, LOCATION_FILTER],
  rowMenu: (resource) => (
    <RowMenu
      label={resource.name}
      items={[
        { label: 'Configure protection', to: wizardFor([resource]), disabledReason: whyNot(resource) },
        { label: 'View server', to: paths.server(resource.server.id) },
      ]}
    />
  ),
  picture: <DatabaseRegular />,
  none: {
    heading: 'Every server is protected',
    text: 'Servers without protection are listed here.',
    picture: <ShieldCheckmarkRegular />,
  },
};

const LIST_WITHOUT_SERVERS: ListDeclaration<ProtectableResource> = {
  ...LIST,
  none: { heading: `No ${POSTGRES_SERVERS.words.many}`, text: 'There are none that you can access.' },
};

export { ProtectablePage as Component };
