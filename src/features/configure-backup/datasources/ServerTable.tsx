import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { memo, useMemo, useState } from 'react';
import { SERVICE_DATABASES } from '#protocol/postgres.ts';
import type { DatasourceResource, DatasourceType } from '#protocol/datasource-type.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { datasources } from '#resources/datasources.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText, type GridSort } from '#ui/grid/grid-sort.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { datasourceIcon } from '#ui/page/datasource-icon.tsx';
import { groupOf, resourceKey } from '../resource-filter.ts';
import { useWizardStyles } from '../wizard-styles.ts';

interface ServerTableProps {
  rows: readonly DatasourceResource[];
  kind: DatasourceType;
  region: string;
  isFiltered: boolean;
  ticked: ReadonlySet<string>;
  onTick: (ticked: ReadonlySet<string>) => void;
  whyNot: (server: DatasourceResource) => string | undefined;
  subscriptionName: (id: ResourceId) => string;
  onClear: () => void;
}

/** The servers to tick. Drawn again only when one of its properties is another one: there may be ten thousand rows. */
export const ServerTable = memo(function ServerTable(props: ServerTableProps) {
  const { rows, kind, ticked, onTick, whyNot, subscriptionName } = props;
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const columns = useMemo(() => columnsWith(kind, subscriptionName, whyNot), [kind, subscriptionName, whyNot]);
  return (
    <Grid<DatasourceResource>
      ariaLabel="Servers"
      columns={columns}
      rows={rows}
      rowKey={resourceKey}
      sort={BY_NAME}
      selection={{ selected: ticked, onChange: onTick, labelOf: nameOf, what: 'servers', whyNot }}
      {...(kind.hasDatabases && {
        expansion: {
          expanded,
          onChange: setExpanded,
          labelOf: (server: DatasourceResource) => `Databases of ${server.name}`,
          content: (server: DatasourceResource) => <Databases kind={kind} server={server} />,
        },
      })}
      empty={<NoServers kind={kind} region={props.region} isFiltered={props.isFiltered} onClear={props.onClear} />}
      minWidth={760}
    />
  );
});

const BY_NAME: GridSort = { columnId: 'name', direction: 'ascending' };

const nameOf = (server: DatasourceResource): string => server.name;
// Created once: each `toLocaleString` would create its own.
const inThousands = new Intl.NumberFormat('en');

// Separate from the columns: their remembered keys outlive an open pane.
const byName = byText(nameOf);
const byGroup = byText<DatasourceResource>(groupOf);

function columnsWith(
  { factsOf }: DatasourceType,
  subscriptionName: (id: ResourceId) => string,
  whyNot: (server: DatasourceResource) => string | undefined,
): GridColumn<DatasourceResource>[] {
  const stateOf = (server: DatasourceResource): string => factsOf(server).state;
  const sizeOf = (server: DatasourceResource): number => factsOf(server).storageSizeGB;
  const versionOf = (server: DatasourceResource): string => factsOf(server).version;
  const subscriptionOf = (server: DatasourceResource) => subscriptionName(server.id);
  const protectionOf = (server: DatasourceResource) => whyNot(server) ?? 'Not protected';
  return [
    { id: 'name', title: 'Name', cell: nameOf, compare: byName, width: '23%' },
    { id: 'group', title: 'Resource group', cell: groupOf, compare: byGroup, width: '14%' },
    { id: 'subscription', title: 'Subscription', cell: subscriptionOf, compare: byText(subscriptionOf), width: '13%' },
    { id: 'version', title: 'Version', cell: versionOf, compare: byText(versionOf), width: '8%' },
    {
      id: 'storage',
      title: 'Storage',
      cell: (server) => `${inThousands.format(sizeOf(server))} GB`,
      compare: (one, other) => sizeOf(one) - sizeOf(other),
      width: '10%',
    },
    { id: 'state', title: 'State', cell: stateOf, compare: byText(stateOf), width: '8%' },
    {
      id: 'protection',
      title: 'Protection',
      cell: (server) => <Protection whyNot={whyNot(server)} />,
      compare: byText(protectionOf),
      width: '20%',
    },
  ];
}

function Protection({ whyNot }: { whyNot: string | undefined }) {
  const styles = useWizardStyles();
  return whyNot === undefined ? <>Not protected</> : <span className={styles.secondary}>{whyNot}</span>;
}

interface NoServersProps {
  kind: DatasourceType;
  region: string;
  isFiltered: boolean;
  onClear: () => void;
}

function NoServers({ kind, region, isFiltered, onClear }: NoServersProps) {
  return isFiltered ? (
    <EmptyState
      picture={datasourceIcon(kind)}
      heading="No server matches"
      action={<Button onClick={onClear}>Clear filters</Button>}
    >
      Change the name or the filters.
    </EmptyState>
  ) : (
    <EmptyState picture={datasourceIcon(kind)} heading="No servers">
      No {kind.words.many} in {region} that you can access.
    </EmptyState>
  );
}

const useDatabaseStyles = makeStyles({
  list: { margin: '0', padding: `${tokens.spacingVerticalS} 0`, listStyleType: 'none', columnWidth: '200px' },
  name: { overflowWrap: 'anywhere', paddingBlock: tokens.spacingVerticalXXS },
});

/** For information only: the whole server is backed up. */
function Databases({ kind, server }: { kind: DatasourceType; server: DatasourceResource }) {
  const styles = useDatabaseStyles();
  const wizard = useWizardStyles();
  const query = useQuery(datasources.databases(kind, server.id));
  return (
    <Loadable query={query} what="Databases" skeleton={<RowsSkeleton rows={2} />}>
      {(databases) =>
        databases.length === 0 ? (
          <Text>This server has no databases.</Text>
        ) : (
          <ul className={styles.list} aria-label={`Databases of ${server.name}`}>
            {databases.map(({ id, name }) => (
              <li key={id} className={styles.name}>
                {SERVICE_DATABASES.includes(name) ? (
                  <span className={wizard.secondary}>{name} (belongs to the service, not backed up)</span>
                ) : (
                  name
                )}
              </li>
            ))}
          </ul>
        )
      }
    </Loadable>
  );
}
