import { useQuery } from '@tanstack/react-query';
import type { ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { PROTECTION_STATUSES } from '#ui/text/protection-status.ts';
import { Tile, TileCounts, TileSkeleton } from '#ui/page/Tile.tsx';
import { countByProtection } from './instance-counts.ts';

/** How many backup instances the vault holds, by protection status. */
export function InstancesTile({ vaultId }: { vaultId: ResourceId }) {
  const query = useQuery(backupInstances.list(vaultId));
  return (
    <Tile title="Backup instances" more={{ to: paths.vaultInstances(vaultId), label: 'View all' }}>
      <Loadable query={query} skeleton={<TileSkeleton />} what="Backup instances">
        {(all) => (
          <TileCounts
            counts={[...countByProtection(all)].map(([text, count]) => ({
              label: text,
              count,
              to: paths.vaultInstances(vaultId, { status: text }),
              kind: Object.values(PROTECTION_STATUSES).find((view) => view.text === text)?.kind ?? 'neutral',
            }))}
          />
        )}
      </Loadable>
    </Tile>
  );
}
