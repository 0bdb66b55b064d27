import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { DateTime } from '#ui/text/DateTime.tsx';
import type { Problem } from '#ui/state/problem-of.ts';
import { StatusText } from '#ui/text/StatusText.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { useWizard } from '../wizard-context.ts';
import { cliCommands } from './cli-command.ts';
import { CommandText } from './CommandText.tsx';
import { adviceFor, readinessWords, refusalOf } from './readiness-words.ts';
import { roleLines } from './role-lines.ts';
import { RoleTable } from './RoleTable.tsx';
import { STATE_GROUPS } from './state-groups.ts';
import type { RowReadiness } from './useReadiness.ts';
import { canRevalidate, missingOf } from './verdict.ts';
import { WaitingTime } from './WaitingTime.tsx';

const useStyles = makeStyles({
  section: { marginBottom: tokens.spacingVerticalXXL },
});

interface ReadinessPaneProps {
  serverId: ResourceId;
  /** The list's record of the server; undefined when it is no longer in the list. */
  row: RowReadiness | undefined;
  /** Why roles cannot be assigned, or the file cannot be downloaded; undefined when they can. */
  reasons: { assign: string | undefined; download: string | undefined };
  onAssign: () => void;
  onDownload: () => void;
  onRevalidate: () => void;
  onClose: () => void;
}

/** Why a server is or is not ready, with everything known: what is missing, for whom, and how to fix it. */
export function ReadinessPane({ serverId, row, reasons, ...actions }: ReadinessPaneProps) {
  const { vault } = useWizard();
  const styles = useStyles();
  const readiness = row?.readiness ?? { state: 'waiting' };
  const words = readinessWords(readiness);
  const refusal = refusalOf(readiness);
  // The reason has a place of its own below.
  const statusText = readiness.state === 'failed' ? STATE_GROUPS.failed : words.text;
  const principalId = vault?.identity?.principalId;
  const roles = roleLines(readiness, serverId);
  const missing = missingOf(readiness);
  const name = lastName(serverId);
  return (
    <ContextPane
      open
      size="large"
      title="View details"
      subtitle={name}
      onClose={actions.onClose}
      footer={
        <>
          {missing.length > 0 && reasons.assign === undefined && (
            <Button appearance="primary" onClick={actions.onAssign}>
              Assign missing roles
            </Button>
          )}
          {missing.length > 0 && reasons.download === undefined && (
            <Button onClick={actions.onDownload}>Download role assignment template</Button>
          )}
          <Button disabledFocusable={!canRevalidate(readiness)} onClick={actions.onRevalidate}>
            Revalidate
          </Button>
          <Button onClick={actions.onClose}>Close</Button>
        </>
      }
    >
      <SummaryList
        heading="Backup readiness"
        facts={[
          { label: 'Status', value: <StatusText kind={words.kind} text={statusText} /> },
          { label: 'Server', value: <Copyable text={name} copied={serverId} label="Copy server ID" /> },
          { label: 'Vault', value: vault?.name ?? '–' },
          { label: 'Managed identity name', value: principalId === undefined ? 'None' : vault?.name },
          {
            label: 'Object ID',
            value: principalId === undefined ? '–' : <Copyable text={principalId} label="Copy object ID" />,
          },
          { label: 'Checked at', value: <DateTime value={timeOf(row?.checkedAt)} /> },
        ]}
      />
      <section className={styles.section}>
        <p>{words.detail}</p>
        {(readiness.state === 'propagating' || readiness.state === 'slow') && (
          <p>
            Waiting for <WaitingTime since={readiness.since} />; usually under 2 minutes, can take up to 30.
          </p>
        )}
        {roles.length > 0 && <RoleTable roles={roles} />}
      </section>
      {missing.length > 0 && principalId !== undefined && (
        <section className={styles.section}>
          <CommandText
            heading="Assign the roles with the Azure CLI"
            command={cliCommands(missing, principalId)}
            copyLabel="Copy CLI command"
          />
        </section>
      )}
      {refusal && <Refusal refusal={refusal} isAboutRoles={roles.length > 0} />}
    </ContextPane>
  );
}

/** What happened, why, and what to do; for missing roles the pane has already said what to do. */
function Refusal({ refusal, isAboutRoles }: { refusal: Problem; isAboutRoles: boolean }) {
  const advice = isAboutRoles ? refusal.recommendedAction : adviceFor(refusal);
  const ids = [
    ['Activity ID', refusal.activityId],
    ['Request ID', refusal.requestId],
    ['Correlation ID', refusal.correlationId],
  ] as const;
  return (
    <SummaryList
      heading={refusal.code === undefined ? 'Reason' : 'What the service said'}
      facts={[
        { label: 'Message', value: refusal.message },
        ...(refusal.code === undefined ? [] : [{ label: 'Code', value: refusal.code }]),
        { label: 'Recommended action', value: advice.map((action) => <div key={action}>{action}</div>) },
        ...(refusal.detail === undefined ? [] : [{ label: 'Details', value: refusal.detail }]),
        ...ids.flatMap(([label, id]) =>
          id === undefined ? [] : { label, value: <Copyable text={id} label={`Copy ${label.toLowerCase()}`} /> },
        ),
      ]}
    />
  );
}

/** A text to read with a button that copies it, or the longer `copied` behind it. */
function Copyable({ text, copied = text, label }: { text: string; copied?: string; label: string }) {
  return (
    <>
      {text} <CopyButton text={copied} label={label} />
    </>
  );
}

const timeOf = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();
