import type { BackupInstance } from '#protocol/data-protection.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { paths } from '#paths';
import { Loadable } from '#ui/Loadable.tsx';
import { Tile, TileCounts, TileSkeleton } from '#ui/Tile.tsx';
import { protectionOf } from './protection.ts';

interface ProtectionTileProps {
  servers: Answer<PostgresServer>;
  instances: Answer<BackupInstance>;
}

interface Answer<Row> {
  data: readonly Row[] | undefined;
  error: Error | null;
  refetch: () => unknown;
}

/** How many of the servers are protected, and how many are not. */
export function ProtectionTile({ servers, instances }: ProtectionTileProps) {
  return (
    <Tile title="PostgreSQL flexible servers" more={{ to: paths.protectedItems(), label: 'View all' }}>
      <Loadable query={servers} skeleton={<TileSkeleton />} what="Servers">
        {(allServers) => (
          <Loadable query={instances} skeleton={<TileSkeleton />} what="Backup instances">
            {(allInstances) => {
              const { isProtected, isOtherwise, isUnprotected } = protectionOf(allServers, allInstances);
              return (
                <TileCounts
                  counts={[
                    {
                      label: 'Protected',
                      count: isProtected,
                      to: paths.protectedItems({ status: 'Protected' }),
                      kind: 'success',
                    },
                    {
                      label: 'Paused or pending',
                      count: isOtherwise,
                      to: paths.protectedItems(),
                      kind: isOtherwise > 0 ? 'warning' : 'neutral',
                    },
                    {
                      label: 'Not protected',
                      count: isUnprotected,
                      to: paths.protectableResources(),
                      kind: 'neutral',
                    },
                  ]}
                />
              );
            }}
          </Loadable>
        )}
      </Loadable>
    </Tile>
  );
}
