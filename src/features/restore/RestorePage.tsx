import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { instanceIdOf, paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { Page } from '#ui/page/Page.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { AtStep } from '#ui/wizard/AtStep.tsx';
import { restoreCrumbs } from './restore-crumbs.ts';
import { restoreWizard } from './restore-wizard.tsx';
import { Restore } from './Restore.tsx';

function RestorePage() {
  const { vaultId = '', instanceName = '' } = useParams();
  const instanceId = instanceIdOf(vaultId, instanceName);
  const found = useQuery(backupInstances.byId(instanceId));
  return (
    <AtStep wizard={restoreWizard} first={paths.restore(instanceId)}>
      {(step) =>
        found.data ? (
          <Restore key={instanceId} vaultId={vaultId} instance={found.data} instanceId={instanceId} step={step} />
        ) : (
          <Page
            breadcrumb={restoreCrumbs(vaultId, instanceId, instanceName)}
            title={restoreWizard.title}
            closeTo={paths.instance(instanceId)}
          >
            <Loadable
              query={found}
              skeleton={<RowsSkeleton rows={6} />}
              what="The backup instance"
              back={{ to: paths.vaultInstances(vaultId), label: 'Go to the backup instances of the vault' }}
            >
              {() => null}
            </Loadable>
          </Page>
        )
      }
    </AtStep>
  );
}

export { RestorePage as Component };
