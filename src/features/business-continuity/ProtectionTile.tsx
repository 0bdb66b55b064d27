import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { BackupInstance } from '#protocol/data-protection.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { paths } from '#paths';
import { Loadable } from '#ui/Loadable.tsx';
import { Tile, TileSkeleton } from '#ui/Tile.tsx';
import { protectionOf } from './protection.ts';

const useStyles = makeStyles({
  number: {
    fontSize: tokens.fontSizeHero700,
    lineHeight: tokens.lineHeightHero700,
    fontWeight: tokens.fontWeightSemibold,
  },
  more: { display: 'block', color: tokens.colorNeutralForeground2 },
});

interface ProtectionTileProps {
  servers: Answer<PostgresServer>;
  instances: Answer<BackupInstance>;
}

interface Answer<Row> {
  data: Row[] | undefined;
  error: Error | null;
  refetch: () => unknown;
}

/** How many of the servers are protected. */
export function ProtectionTile({ servers, instances }: ProtectionTileProps) {
  const styles = useStyles();
  return (
    <Tile title="PostgreSQL flexible servers" more={{ to: paths.vaults(), label: 'Backup vaults' }}>
      <Loadable query={servers} skeleton={<TileSkeleton />} what="Servers">
        {(allServers) => (
          <Loadable query={instances} skeleton={<TileSkeleton />} what="Backup instances">
            {(allInstances) => {
              const { isProtected, inTrouble, total } = protectionOf(allServers, allInstances);
              return (
                <div>
                  <Text className={styles.number}>
                    {isProtected} of {total}
                  </Text>
                  <Text className={styles.more}>
                    {total === 1 ? 'server is protected' : 'servers are protected'}
                    {inTrouble > 0 && `, ${String(inTrouble)} with a protection error`}
                  </Text>
                </div>
              );
            }}
          </Loadable>
        )}
      </Loadable>
    </Tile>
  );
}
