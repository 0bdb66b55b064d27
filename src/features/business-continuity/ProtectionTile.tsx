import { useMemo } from 'react';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { paths } from '#paths';
import type { GatheredList } from '#resources/useGathered.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { useScopedAddress } from '#ui/page/subscription-scope.ts';
import { Tile, TileCounts, type TileCount } from '#ui/page/Tile.tsx';
import { protectionOf, type Protection } from './protection.ts';

interface ProtectionTileProps {
  servers: Answer<PostgresServer>;
  instances: Answer<BackupInstance>;
}

type Answer<Row> = Pick<GatheredList<Row>, 'data' | 'error' | 'refetch' | 'isFetching' | 'dataUpdatedAt'>;

/** How many of the servers are protected, and how many are not. */
export function ProtectionTile({ servers, instances }: ProtectionTileProps) {
  const scoped = useScopedAddress();
  const protection = useMemo(
    () => servers.data && instances.data && protectionOf(servers.data, instances.data),
    [servers.data, instances.data],
  );
  const countsOf = (known: Protection | undefined): TileCount[] => [
    {
      label: 'Protected',
      count: known?.isProtected,
      to: scoped(paths.protectedItems({ status: 'Protected' })),
      kind: 'success',
    },
    {
      label: 'Paused or pending',
      count: known?.isOtherwise,
      to: scoped(paths.protectedItems()),
      kind: known?.isOtherwise ? 'warning' : 'neutral',
    },
    { label: 'Not protected', count: known?.isUnprotected, to: scoped(paths.protectableResources()), kind: 'neutral' },
  ];
  const failed = servers.error ? servers : instances;
  return (
    <Tile title={POSTGRES_SERVERS.words.many} more={{ to: scoped(paths.protectedItems()), label: 'View all' }}>
      <Loadable
        query={{ ...failed, data: protection }}
        skeleton={<TileCounts counts={countsOf(undefined)} />}
        what={servers.error ? 'Servers' : 'Backup instances'}
      >
        {(known) => <TileCounts counts={countsOf(known)} />}
      </Loadable>
    </Tile>
  );
}
