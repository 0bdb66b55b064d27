import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { GrantScope } from '#protocol/authorization.ts';
import type { BackupInstance, Vault } from '#protocol/data-protection.ts';
import { ErrorCode } from '#protocol/errors.ts';
import { lastName, parseResourceId } from '#protocol/resource-id.ts';
import { roleFile, type RoleFile } from '#protocol/role-template.ts';
import { paths } from '#paths';
import { vaultIdOf } from '#resources/backup-instances.ts';
import { protectionRepair, type RepairPhase } from '#resources/protection-repair.ts';
import { vaults } from '#resources/vaults.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { downloadText } from '#ui/page/download.ts';
import { protectionErrorOf } from '#ui/text/instance-commands.ts';
import { Loadable } from '#ui/state/Loadable.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { problemOf } from '#ui/state/problem-of.ts';
import { RoleFileNotice } from '#ui/page/RoleFileNotice.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { fixView, type NextStep } from './fix-view.ts';
import { MissingRoles } from './MissingRoles.tsx';
import { grantsFor } from './role-plan.ts';
import { useRefusedScopes } from './useRefusedScopes.ts';
import { useRepair } from './useRepair.ts';

const useStyles = makeStyles({
  state: { marginBlockEnd: tokens.spacingVerticalXXL, maxWidth: '800px' }, // a line of comfortable length
  detail: { margin: `${tokens.spacingVerticalS} 0 0` },
  problem: { marginBlockEnd: tokens.spacingVerticalXXL },
});

interface FixProtectionPaneProps {
  instance: BackupInstance;
  onClose: () => void;
}

const TITLE = 'Fix protection error';

/** **Fix protection error**: what is in the way now, the missing roles with their fix, and configuring again. */
export function FixProtectionPane({ instance, onClose }: FixProtectionPaneProps) {
  const styles = useStyles();
  const [scope, setScope] = useState<GrantScope>('resource');
  const [file, setFile] = useState<RoleFile>();
  const vault = useQuery(vaults.byId(vaultIdOf(instance.id)));
  const broken = { instance, principalId: vault.data?.identity?.principalId };
  const repair = useRepair(broken);
  const isInError = protectionErrorOf(instance) !== undefined && !repair.isDone;
  const isWaiting = isInError && !repair.isRunning;
  const check = useQuery({ ...protectionRepair.check(broken), enabled: isWaiting && vault.data !== undefined });
  const { data: verdict } = check;
  const view = fixView({
    isInError,
    phase: repair.phase,
    verdict,
    hasCheckFailed: check.isError,
    isForbidden: problemOf(check.error).code === ErrorCode.authorizationFailed,
    isChecking: check.isPending || (check.isFetching && verdict?.kind !== 'propagating'),
  });
  const missing = isInError && verdict?.kind === 'missingRoles' ? verdict.missing : [];
  const grants = grantsFor(missing, scope);
  const refusedScopes = useRefusedScopes(grants, view.next === 'assign' && scope !== 'resource');
  const download = (loaded: Vault) => {
    const made = roleFile({
      needs: missing,
      principalId: loaded.identity?.principalId ?? '',
      vaultName: loaded.name,
      location: loaded.location,
    });
    downloadText(made.name, made.text, 'application/json');
    setFile(made);
  };
  return (
    <ContextPane
      open
      size="large"
      title={TITLE}
      subtitle={instance.properties.friendlyName}
      onClose={onClose}
      footer={
        <>
          <NextButton
            next={view.next}
            isRunning={repair.isRunning}
            isAssignable={!refusedScopes.isPending && refusedScopes.scopes.length === 0}
            onAssign={() => {
              repair.start(grants);
            }}
            onFix={() => {
              repair.start([]);
            }}
            onDownload={() => {
              if (vault.data) download(vault.data);
            }}
          />
          {isInError && (
            <Button disabledFocusable={repair.isRunning || check.isFetching} onClick={() => void check.refetch()}>
              Revalidate
            </Button>
          )}
          <Button onClick={onClose}>Close</Button>
        </>
      }
    >
      <Loadable query={vault} skeleton={<RowsSkeleton rows={8} />} what="The Backup vault">
        {(loaded) => (
          <>
            <div role="status" className={styles.state}>
              <StatusText kind={view.kind} text={view.text} />
              <p className={styles.detail}>{view.detail}</p>
            </div>
            {file && missing.length > 0 && (
              <RoleFileNotice file={file} deployAt={paths.deploy()} className={styles.problem}>
                Ask someone who may assign roles on the server to deploy it, and then select Revalidate.
              </RoleFileNotice>
            )}
            <Problem title="The protection error was not fixed" error={repair.error} />
            <Problem title="What prevents protection" error={isWaiting && !check.isFetching ? check.error : null} />
            {missing.length > 0 && (
              <MissingRoles
                grants={grants}
                scope={scope}
                refusedScopes={refusedScopes.scopes}
                status={statusIn(repair.phase)}
                onScope={view.next === 'assign' ? setScope : undefined}
              />
            )}
            <Facts vault={loaded} instance={instance} />
          </>
        )}
      </Loadable>
    </ContextPane>
  );
}

function Problem({ title, error }: { title: string; error: Error | null }) {
  const styles = useStyles();
  return (
    error && (
      <div className={styles.problem}>
        <ProblemBar title={title} error={error} />
      </div>
    )
  );
}

const statusIn = (phase: RepairPhase | undefined) =>
  phase === undefined ? 'missing' : phase.step === 'assigning' ? 'assigning' : 'assigned';

interface NextButtonProps {
  next: NextStep;
  isRunning: boolean;
  isAssignable: boolean;
  onAssign: () => void;
  onFix: () => void;
  onDownload: () => void;
}

function NextButton({ next, isRunning, isAssignable, onAssign, onFix, onDownload }: NextButtonProps) {
  if (isRunning) {
    return (
      <Button appearance="primary" disabledFocusable icon={<Spinner size="tiny" aria-hidden="true" />}>
        {TITLE}
      </Button>
    );
  }
  switch (next) {
    case 'assign':
      return (
        <Button appearance="primary" disabledFocusable={!isAssignable} onClick={onAssign}>
          Assign missing roles
        </Button>
      );
    case 'download':
      return (
        <Button appearance="primary" onClick={onDownload}>
          Download role assignment template
        </Button>
      );
    case 'fix':
      return (
        <Button appearance="primary" onClick={onFix}>
          {TITLE}
        </Button>
      );
    case 'none':
      return null;
  }
}

function Facts({ vault, instance }: { vault: Vault; instance: BackupInstance }) {
  const { dataSourceInfo, policyInfo } = instance.properties;
  const principalId = vault.identity?.principalId;
  return (
    <SummaryList
      heading="Backup"
      facts={[
        {
          label: 'Server',
          value: (
            <RouteLink to={paths.server(dataSourceInfo.resourceID)}>
              {dataSourceInfo.resourceName ?? parseResourceId(dataSourceInfo.resourceID)?.name}
            </RouteLink>
          ),
        },
        { label: 'Backup vault', value: <RouteLink to={paths.vault(vault.id)}>{vault.name}</RouteLink> },
        {
          label: 'Backup policy',
          value: <RouteLink to={paths.policy(policyInfo.policyId)}>{lastName(policyInfo.policyId)}</RouteLink>,
        },
        {
          label: 'Managed identity',
          value:
            principalId === undefined ? (
              <>
                None. Turn it on in the{' '}
                <RouteLink inline to={paths.vaultIdentity(vault.id)}>
                  identity of the vault
                </RouteLink>
                .
              </>
            ) : (
              <>
                {principalId} <CopyButton text={principalId} label="Copy object ID" />
              </>
            ),
        },
      ]}
    />
  );
}
