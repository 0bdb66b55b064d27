import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { CloudArrowUpRegular } from '@fluentui/react-icons/svg/cloud-arrow-up';
import { HistoryRegular } from '@fluentui/react-icons/svg/history';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useNavigate, useOutletContext, useParams } from 'react-router';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { protectabilityProblem } from '#protocol/datasources.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { attemptsOf } from '#protocol/refusals.ts';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { refreshRefusals, useRefusals } from '#resources/useRefusals.ts';
import type { Command } from '#ui/page/CommandBar.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { Page } from '#ui/page/Page.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { protectionStatusView } from '#ui/text/protection-status.ts';
import { instanceOf } from './protection.ts';
import { ProtectedServer } from './ProtectedServer.tsx';
import { serverCrumbs, SERVICE } from './server-address.ts';

const useStyles = makeStyles({ refusal: { marginBlockStart: tokens.spacingVerticalM } });

/**
 * **LTR (Vaulted Backups)** of one server: a link to the wizard, and what the vault holds
 * (docs/reference/screens.md#vaulted-backups).
 */
function VaultedBackupsPage() {
  const { serverId = '' } = useParams();
  const client = useQueryClient();
  const server = useQuery(postgresServers.byId(serverId));
  const query = useQuery(backupInstances.everywhere());
  const instance = query.data && instanceOf(serverId, query.data);
  const refused = useRefusedCommands(instance);
  const refresh = () => {
    void server.refetch();
    void query.refetch();
    void client.invalidateQueries({ queryKey: backupJobs.all() });
    refreshRefusals(client);
  };
  return (
    <Page
      breadcrumb={serverCrumbs(serverId)}
      title={`${lastName(serverId)} | LTR (Vaulted Backups)`}
      subtitle={SERVICE}
      menu={useOutletContext<ReactNode>()}
      commands={[
        ...(instance ? protectedCommands(instance, refused) : [configureCommand(serverId, server.data, query.data)]),
        { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
      ]}
    >
      <Loadable query={server} skeleton={<RowsSkeleton rows={5} />} what="The server">
        {(loaded) => (
          <Loadable query={query} skeleton={<RowsSkeleton rows={5} />} what="Vaulted backups">
            {(all) => {
              const found = instanceOf(serverId, all);
              return found ? <ProtectedServer instance={found} /> : <Unprotected server={loaded} />;
            }}
          </Loadable>
        )}
      </Loadable>
    </Page>
  );
}

const wizardFor = (serverId: ResourceId) => paths.configureBackup('basics', { servers: [serverId] });

const configureCommand = (
  serverId: ResourceId,
  server: PostgresServer | undefined,
  instances: readonly BackupInstance[] | undefined,
): Command => ({
  key: 'configure',
  label: 'Configure backup',
  icon: <ShieldAddRegular />,
  primary: true,
  to: wizardFor(serverId),
  disabledReason: server && instances ? protectabilityProblem(server) : 'The server is not loaded.',
});

type Refused = ReturnType<typeof useRefusedCommands>;

function useRefusedCommands(instance: BackupInstance | undefined) {
  const attempts = instance && attemptsOf(instance);
  const { refused } = useRefusals<'backupNow' | 'restore'>(
    attempts ? { backupNow: attempts.backupNow, restore: attempts.restore } : {},
  );
  return refused;
}

function protectedCommands(instance: BackupInstance, refused: Refused): Command[] {
  const { text } = protectionStatusView(instance.properties.currentProtectionState);
  return [
    {
      key: 'backup',
      label: 'Backup Now',
      icon: <CloudArrowUpRegular />,
      to: paths.backupNow(instance.id),
      disabledReason:
        instance.properties.currentProtectionState === 'ProtectionConfigured'
          ? refused.backupNow
          : `The state of the backup instance is ${text}.`,
    },
    {
      key: 'restore',
      label: 'Restore',
      icon: <HistoryRegular />,
      to: paths.restore(instance.id),
      disabledReason: refused.restore,
    },
    {
      key: 'instance',
      label: 'View backup instance',
      icon: <ShieldCheckmarkRegular />,
      to: paths.instance(instance.id),
    },
  ];
}

function Unprotected({ server }: { server: PostgresServer }) {
  const styles = useStyles();
  const navigate = useNavigate();
  const refusal = protectabilityProblem(server);
  return (
    <EmptyState
      picture={<ShieldAddRegular />}
      heading="This server has no vaulted backups"
      action={
        <>
          <Button
            appearance="primary"
            disabledFocusable={refusal !== undefined}
            onClick={() => void navigate(wizardFor(server.id))}
          >
            Configure backup
          </Button>
          {refusal !== undefined && <p className={styles.refusal}>{refusal}</p>}
        </>
      }
    >
      Keep vaulted backups of this server for up to 10 years, isolated from your tenant.
    </EmptyState>
  );
}

export { VaultedBackupsPage as Component };
