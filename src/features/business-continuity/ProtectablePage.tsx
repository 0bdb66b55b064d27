import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { useMemo, useState, type ReactNode } from 'react';
import { useNavigate, useOutletContext } from 'react-router';
import { protectabilityProblem } from '#protocol/protectability.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { subscriptionNames, subscriptions } from '#resources/subscriptions.ts';
import { EmptyState } from '#ui/EmptyState.tsx';
import { GapBar } from '#ui/GapBar.tsx';
import type { GridColumn } from '#ui/Grid.tsx';
import { byText } from '#ui/grid-sort.ts';
import { loadedWhenShown } from '#ui/loaded-when-shown.tsx';
import { Loadable } from '#ui/Loadable.tsx';
import { Page } from '#ui/Page.tsx';
import { RouteLink } from '#ui/RouteLink.tsx';
import { RowMenu } from '#ui/RowMenu.tsx';
import { RowsSkeleton } from '#ui/RowsSkeleton.tsx';
import { CENTRE_CRUMBS, titleOf } from './centre-address.ts';
import { ListView } from './ListView.tsx';
import { protectableResources, type ProtectableResource } from './protectable.ts';
import { useCentrePane } from './useCentrePane.ts';
import { useGathered } from './useGathered.ts';

const ConfigureProtectionPane = loadedWhenShown(
  async () => (await import('./ConfigureProtectionPane.tsx')).ConfigureProtectionPane,
);

/** More than these do not fit into an address. */
const MOST_AT_ONCE = 1000;

/** **Protectable resources**: the servers that nothing protects. */
function ProtectablePage() {
  const client = useQueryClient();
  const servers = useGathered(postgresServers.gathered());
  const instances = useGathered(backupInstances.gathered());
  const { data: nameOf = asItIs } = useQuery({ ...subscriptions.list(), select: subscriptionNames });
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const pane = useCentrePane('configure-protection');
  const navigate = useNavigate();
  // Before every vault has told what it protects, nobody knows what is not.
  const all = useMemo(
    () => servers.data && instances.isComplete && protectableResources(servers.data, instances.data ?? [], nameOf),
    [servers.data, instances.isComplete, instances.data, nameOf],
  );
  const rows = all === false ? undefined : all;
  const chosen = (rows ?? []).filter(({ server }) => ticked.has(server.id));
  const problem = servers.error ?? (instances.isComplete ? null : instances.error);
  const refresh = () => {
    void client.invalidateQueries({ queryKey: postgresServers.all() });
    void client.invalidateQueries({ queryKey: backupInstances.all() });
  };
  return (
    <Page
      breadcrumb={CENTRE_CRUMBS}
      title={titleOf('Protectable resources')}
      menu={useOutletContext<ReactNode>()}
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
      ]}
    >
      <GapBar what="servers" gaps={servers.gaps} onRetry={servers.fillGaps} />
      <GapBar what="backup instances" gaps={instances.gaps} onRetry={instances.fillGaps} />
      <Loadable
        query={{ data: rows, error: problem, refetch: refresh }}
        skeleton={<RowsSkeleton rows={10} />}
        what="Protectable resources"
      >
        {(resources) =>
          resources.length === 0 && servers.isComplete ? (
            <NothingToProtect hasServers={(servers.data ?? []).length > 0} />
          ) : (
            <ListView
              what={['protectable resource', 'protectable resources']}
              rows={resources}
              columns={COLUMNS}
              rowKey={keyOf}
              rowActions={actionsOf}
              filters={FILTERS}
              selection={{ selected: ticked, onChange: setTicked, labelOf: nameOfRow, what: 'servers', whyNot }}
              minWidth={900}
              picture={<DatabaseRegular />}
              isArriving={!servers.isComplete}
            />
          )
        }
      </Loadable>
      <ConfigureProtectionPane open={pane.isOpen} onClose={pane.close} />
    </Page>
  );
}

const asItIs = (subscriptionId: string): string => subscriptionId;

const wizardFor = (chosen: readonly ProtectableResource[]): string =>
  paths.configureBackup('basics', { servers: chosen.map(({ server }) => server.id) });

const FILTERS = [{ name: 'type', label: 'Resource type' }] as const;

const COLUMNS: readonly GridColumn<ProtectableResource>[] = [
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
  return (
    <EmptyState
      picture={hasServers ? <ShieldCheckmarkRegular /> : <DatabaseRegular />}
      heading={hasServers ? 'Every server is protected' : 'No PostgreSQL flexible servers'}
      action={hasServers && <Button onClick={() => void navigate(paths.protectedItems())}>View protected items</Button>}
    >
      {hasServers ? 'Servers that nothing protects show here.' : 'There are none that you can access.'}
    </EmptyState>
  );
}

export { ProtectablePage as Component };
