import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import type { Vault } from '#protocol/data-protection.ts';
import type { DatasourceResource, DatasourceType } from '#protocol/datasource-type.ts';
import { instanceNameFor } from '#protocol/datasources.ts';
import { idKey, regionKey } from '#protocol/resource-id.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { datasources } from '#resources/datasources.ts';
import { fillGaps, type Gathered } from '#resources/gathered.ts';
import { newGuid } from '#resources/new-guid.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import type { FilterPill } from '#ui/grid/FilterPills.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import type { Draft } from '../draft-schema.ts';
import { filterResources, NO_FILTER, regionKeyOf, resourceKey } from '../resource-filter.ts';
import { ResourceFilterBar } from '../ResourceFilterBar.tsx';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import { fitnessFor } from './server-fitness.ts';
import { ServerTable } from './ServerTable.tsx';

/** Filters in addition to the filter bar. */
type Scope = 'region' | 'selectable' | 'all';

const NOTHING: DatasourceResource[] = [];

const useStyles = makeStyles({
  intro: { margin: `0 0 ${tokens.spacingVerticalM}` },
  // The height that the pane's footer leaves; in a very low window the pane scrolls as a whole.
  list: { display: 'flex', flexDirection: 'column', flexGrow: 1, minHeight: '260px' },
  counts: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    columnGap: tokens.spacingHorizontalL,
    minHeight: tokens.lineHeightBase300,
    margin: `0 0 ${tokens.spacingVerticalXS}`,
  },
});

interface SelectResourcesPaneProps {
  vault: Vault;
  onClose: () => void;
}

/**
 * Servers of every subscription in the vault's region. Servers that were chosen before are ticked, and can be unticked.
 */
export function SelectResourcesPane({ vault, onClose }: SelectResourcesPaneProps) {
  const { draft, kind, dispatch } = useWizard();
  const styles = useStyles();
  const client = useQueryClient();
  const query = useQuery(datasources.gathered(kind));
  const { data: arriving } = useQuery(datasources.arriving(kind));
  const gathered = query.data ?? arriving;
  const servers = gathered?.items ?? NOTHING;

  const whyNot = useFitness(vault);
  const chosenBefore = useMemo(() => new Set(draft.rows.map((row) => idKey(row.serverId))), [draft.rows]);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(chosenBefore);
  // A row may have been ticked before it was known that it cannot be chosen.
  const chosen = useMemo(() => {
    const taken = servers.filter((server) => ticked.has(resourceKey(server)));
    return taken.filter((server) => chosenBefore.has(resourceKey(server)) || whyNot(server) === undefined);
  }, [servers, ticked, chosenBefore, whyNot]);

  const select = () => {
    const { added, removed } = changes(draft, servers, chosen);
    if (removed.length > 0) dispatch({ type: 'serversRemoved', serverIds: removed });
    if (added.length > 0) {
      const rows = added.map((id) => ({ serverId: id, resourceName: instanceNameFor(id, newGuid()) }));
      dispatch({ type: 'serversAdded', servers: rows });
    }
    onClose();
  };

  return (
    <ContextPane
      open
      title="Select resources to backup"
      size="large"
      layout="fill"
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabledFocusable={!gathered} onClick={select}>
            {chosen.length === 0 ? 'Select' : `Select (${count(chosen.length, 'item')})`}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <p className={styles.intro}>
        Showing servers in <strong>{vault.location}</strong>, the region of the selected vault.
      </p>
      <GapBar
        what="servers"
        gaps={query.data?.gaps ?? []}
        onRetry={() => void fillGaps(client, datasources.gathered(kind).queryKey)}
      />
      <Loadable
        query={{ data: gathered, error: query.error, refetch: query.refetch }}
        what="Servers"
        skeleton={<RowsSkeleton rows={12} />}
      >
        {(all) => (
          <Servers
            servers={all}
            isComplete={query.data !== undefined}
            kind={kind}
            region={vault.location}
            ticked={ticked}
            onTick={setTicked}
            chosen={chosen.length}
            whyNot={whyNot}
          />
        )}
      </Loadable>
    </ContextPane>
  );
}

/** Why a server cannot be added to the vault. The same function as long as the vaults hold the same instances. */
function useFitness(vault: Vault): (server: DatasourceResource) => string | undefined {
  // When the instances cannot be read, nothing is greyed here; the service still refuses a second protection.
  const { data: instances } = useQuery(backupInstances.everywhere());
  return useMemo(() => fitnessFor(vault.location, instances ?? []), [instances, vault.location]);
}

/** What is added to the draft and removed from it. Rows of servers that are not listed stay. */
function changes(draft: Draft, servers: readonly DatasourceResource[], chosen: readonly DatasourceResource[]) {
  const before = new Set(draft.rows.map((row) => idKey(row.serverId)));
  const after = new Set(chosen.map(resourceKey));
  return {
    added: chosen.filter((server) => !before.has(resourceKey(server))).map(({ id }) => id),
    removed: servers
      .filter((server) => before.has(resourceKey(server)) && !after.has(resourceKey(server)))
      .map(({ id }) => id),
  };
}

interface ServersProps {
  servers: Gathered<DatasourceResource>;
  isComplete: boolean;
  kind: DatasourceType;
  region: string;
  ticked: ReadonlySet<string>;
  onTick: (ticked: ReadonlySet<string>) => void;
  /** How many are chosen, in all regions and with any filters. */
  chosen: number;
  whyNot: (server: DatasourceResource) => string | undefined;
}

function Servers({ servers, isComplete, kind, region, ticked, onTick, chosen, whyNot }: ServersProps) {
  const styles = useStyles();
  const subscriptionName = useSubscriptionNames();
  const [filter, setFilter] = useState(NO_FILTER);
  const [scope, setScope] = useState<Scope>('region');
  const inScope = useMemo(() => {
    const key = regionKey(region);
    return scope === 'all'
      ? servers.items
      : servers.items.filter(
          (server) => regionKeyOf(server) === key && (scope === 'region' || whyNot(server) === undefined),
        );
  }, [servers.items, scope, region, whyNot]);
  // Typed text is in its field at once; the rows follow as soon as they can.
  const shownFilter = useDeferredValue(filter);
  const rows = useMemo(() => filterResources(inScope, shownFilter), [inScope, shownFilter]);
  const clear = useMemo(
    () => () => {
      setFilter(NO_FILTER);
      setScope('region');
    },
    [],
  );
  return (
    <>
      <ResourceFilterBar
        resources={inScope}
        filter={filter}
        onChange={setFilter}
        subscriptionName={subscriptionName}
        by={['subscription', 'resourceGroup']}
        more={[scopePill(region, scope, setScope)]}
      />
      <Counts chosen={chosen} inScope={inScope.length} shown={rows.length} servers={servers} isComplete={isComplete} />
      <div className={styles.list}>
        <ServerTable
          rows={rows}
          kind={kind}
          region={region}
          isFiltered={servers.items.length > 0}
          ticked={ticked}
          onTick={onTick}
          whyNot={whyNot}
          subscriptionName={subscriptionName}
          onClear={clear}
        />
      </div>
    </>
  );
}

const scopePill = (region: string, scope: Scope, onChange: (scope: Scope) => void): FilterPill => ({
  label: 'Show',
  value: scope,
  options: [
    { value: 'region', label: `All in ${region}` },
    { value: 'selectable', label: 'Only selectable' },
    { value: 'all', label: 'All regions' },
  ],
  onChange: (value) => {
    onChange(value as Scope);
  },
});

interface CountsProps extends Pick<ServersProps, 'servers' | 'isComplete' | 'chosen'> {
  inScope: number;
  shown: number;
}

function Counts({ chosen, inScope, shown, servers, isComplete }: CountsProps) {
  const styles = useStyles();
  const { secondary } = useWizardStyles();
  return (
    <p className={styles.counts}>
      <span>
        {chosen.toLocaleString('en')} selected of {count(inScope, 'server')}
      </span>
      {isComplete ? (
        <span className={secondary} role="status">
          {shown.toLocaleString('en')} of {inScope.toLocaleString('en')} shown
        </span>
      ) : (
        // Not announced: it changes several times a second.
        <span className={secondary}>
          {count(servers.items.length, 'server')} loaded, {servers.parts.size} of{' '}
          {count(servers.places, 'subscription')} complete…
        </span>
      )}
    </p>
  );
}

const count = (number: number, what: string): string =>
  `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
