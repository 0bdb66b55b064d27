import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
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
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { byText } from '#ui/grid/grid-sort.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { SelectColumns, selectColumns } from '#ui/grid/SelectColumns.tsx';
import { useInScope, useScopedAddress } from '#ui/page/subscription-scope.ts';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';
import { useColumnChoice, type ListColumn } from '#ui/grid/useColumnChoice.ts';
import { CentrePage } from './CentrePage.tsx';
import { ConfigureProtection } from './ConfigureProtection.tsx';
import { ListView } from './ListView.tsx';
import { protectableResources, type ProtectableResource } from './protectable.ts';
import { ofRow } from './subscription-of.ts';
import { useNames } from './useNames.ts';

/** More than these do not fit into an address. */
const MOST_AT_ONCE = 1000;

/** **Protectable resources**: the servers that nothing protects. */
function ProtectablePage() {
  const client = useQueryClient();
  const servers = useGathered(postgresServers.gathered());
  const instances = useGathered(backupInstances.gathered());
  const names = useNames();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const pane = useAddressPane('configure-protection');
  const navigate = useNavigate();
  const { shown, minWidth, choice } = useColumnChoice('protectable-resources', COLUMNS);
  // Before every vault has told what it protects, nobody knows what is not.
  const rows = useMemo(
    () =>
      servers.data && instances.isComplete
        ? protectableResources(servers.data, instances.data ?? [], names)
        : undefined,
    [servers.data, instances.isComplete, instances.data, names],
  );
  const inScope = useInScope(rows, ofRow);
  const chosen = (inScope ?? []).filter(({ server }) => ticked.has(server.id));
  const refresh = () => {
    void client.invalidateQueries({ queryKey: postgresServers.all() });
    void client.invalidateQueries({ queryKey: backupInstances.all() });
  };
  return (
    <CentrePage
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
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
        selectColumns(choice),
      ]}
    >
      <GapBar what="servers" gaps={servers.gaps} onRetry={servers.fillGaps} />
      <GapBar what="backup instances" gaps={instances.gaps} onRetry={instances.fillGaps} />
      <ListView
        what={['protectable resource', 'protectable resources']}
        list={{
          data: rows,
          error: servers.error ?? instances.error,
          refetch: refresh,
          isFetching: servers.isFetching || instances.isFetching,
          isComplete: servers.isComplete,
          dataUpdatedAt: servers.dataUpdatedAt,
        }}
        columns={shown}
        minWidth={minWidth}
        rowKey={keyOf}
        rowActions={actionsOf}
        filters={FILTERS}
        selection={{ selected: ticked, onChange: setTicked, labelOf: nameOfRow, what: 'servers', whyNot }}
        picture={<DatabaseRegular />}
        nothing={<NothingToProtect hasServers={(servers.data ?? []).length > 0} />}
      />
      <ConfigureProtection />
      <SelectColumns choice={choice} />
    </CentrePage>
  );
}

const wizardFor = (chosen: readonly ProtectableResource[]): string =>
  paths.configureBackup('basics', { servers: chosen.map(({ server }) => server.id) });

const FILTERS = [{ name: 'type', label: 'Resource type' }] as const;

const COLUMNS: readonly ListColumn<ProtectableResource>[] = [
  {
    id: 'name',
    title: 'Resource name',
    cell: ({ server, name }) => <RouteLink to={paths.server(server.id)}>{name}</RouteLink>,
    compare: byText(({ name }) => name),
  },
  { id: 'type', title: 'Type', width: 200, cell: ({ type }) => type },
  {
    id: 'subscription',
    title: 'Subscription',
    cell: ({ subscription }) => subscription,
    compare: byText(({ subscription }) => subscription),
  },
  { id: 'group', title: 'Resource group', cell: ({ group }) => group, compare: byText(({ group }) => group) },
  { id: 'location', title: 'Location', cell: ({ location }) => location, compare: byText(({ location }) => location) },
  {
    id: 'version',
    title: 'PostgreSQL version',
    width: 130,
    isExtra: true,
    cell: ({ server }) => server.properties.version,
    compare: byText(({ server }) => server.properties.version),
  },
  {
    id: 'state',
    title: 'State',
    width: 110,
    isExtra: true,
    cell: ({ server }) => server.properties.state,
    compare: byText(({ server }) => server.properties.state),
  },
];

const keyOf = ({ server }: ProtectableResource): string => server.id;
const nameOfRow = ({ name }: ProtectableResource): string => name;
const whyNot = ({ server }: ProtectableResource): string | undefined => protectabilityProblem(server);

const actionsOf = (resource: ProtectableResource) => (
  <RowMenu
    label={resource.name}
    items={[
      { label: 'Configure protection', to: wizardFor([resource]), disabledReason: whyNot(resource) },
      { label: 'View server', to: paths.server(resource.server.id) },
    ]}
  />
);

function NothingToProtect({ hasServers }: { hasServers: boolean }) {
  const navigate = useNavigate();
  const scoped = useScopedAddress();
  return (
    <EmptyState
      picture={hasServers ? <ShieldCheckmarkRegular /> : <DatabaseRegular />}
      heading={hasServers ? 'Every server is protected' : `No ${POSTGRES_SERVERS.words.many}`}
      action={
        <Button onClick={() => void navigate(hasServers ? scoped(paths.protectedItems()) : paths.servers())}>
          {hasServers ? 'View protected items' : 'View servers'}
        </Button>
      }
    >
      {hasServers ? 'Servers that nothing protects show here.' : 'There are none that you can access.'}
    </EmptyState>
  );
}

export { ProtectablePage as Component };
