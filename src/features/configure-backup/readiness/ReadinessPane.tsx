import {
  Button,
  makeStyles,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from '@fluentui/react-components';
import { backupRoleNeeds, type RoleNeed } from '#protocol/authorization.ts';
import { idKey, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { ContextPane } from '#ui/ContextPane.tsx';
import { CopyButton } from '#ui/CopyButton.tsx';
import { DateTime } from '#ui/DateTime.tsx';
import type { Problem } from '#ui/problem-of.ts';
import { StatusText } from '#ui/StatusText.tsx';
import { SummaryList } from '#ui/SummaryList.tsx';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import { cliCommands } from './cli-command.ts';
import { readinessWords, refusalOf } from './readiness-words.ts';
import { canRevalidate, needKey, type Readiness } from './verdict.ts';

const useStyles = makeStyles({
  section: { marginBottom: tokens.spacingVerticalXXL },
  wrap: { overflowWrap: 'anywhere' },
  status: { width: '110px' }, // icon and the word Missing
  command: {
    display: 'block',
    padding: tokens.spacingHorizontalM,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    backgroundColor: tokens.colorNeutralBackground3,
  },
  commandHead: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalS },
});

interface ReadinessPaneProps {
  serverId: ResourceId;
  onRevalidate: () => void;
  onClose: () => void;
}

/** Everything that is known about why a server is or is not ready: what is missing, for whom, and how to fix it. */
export function ReadinessPane({ serverId, onRevalidate, onClose }: ReadinessPaneProps) {
  const { vault, readiness, grant } = useWizard();
  const styles = useStyles();
  const row = readiness.get(idKey(serverId));
  const state: Readiness = row?.readiness ?? { state: 'waiting' };
  const words = readinessWords(state, grant);
  const refusal = refusalOf(state);
  const principalId = vault?.identity?.principalId;
  const roles = roleLines(state, serverId);
  const missing = roles.filter((role) => role.status === 'Missing');
  return (
    <ContextPane
      open
      title="View details"
      subtitle={parseResourceId(serverId)?.name ?? serverId}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" onClick={onClose}>
            Close
          </Button>
          <Button disabledFocusable={!canRevalidate(state)} onClick={onRevalidate}>
            Revalidate
          </Button>
        </>
      }
    >
      <SummaryList
        heading="Backup readiness"
        facts={[
          { label: 'Status', value: <StatusText kind={words.kind} text={words.text} /> },
          { label: 'Server', value: parseResourceId(serverId)?.name },
          { label: 'Vault', value: vault?.name ?? '–' },
          { label: 'Managed identity name', value: principalId === undefined ? 'None' : vault?.name },
          { label: 'Object ID', value: principalId === undefined ? '–' : <Copyable text={principalId} /> },
          { label: 'Checked at', value: <DateTime value={timeOf(row?.checkedAt)} /> },
        ]}
      />
      <section className={styles.section}>
        <p>{words.detail}</p>
        {roles.length > 0 && <RoleTable roles={roles} />}
      </section>
      {missing.length > 0 && principalId !== undefined && <Cli command={cliCommands(missing, principalId)} />}
      {refusal && <Refusal refusal={refusal} />}
    </ContextPane>
  );
}

interface RoleLine extends RoleNeed {
  status: 'Missing' | 'Granted' | 'Waiting';
}

/** Both roles with what is known of each; none when the trouble is not about roles. */
function roleLines(readiness: Readiness, serverId: ResourceId): RoleLine[] {
  const needs = backupRoleNeeds(serverId);
  switch (readiness.state) {
    case 'roleAssignmentNotDone':
    case 'userCannotAssignRoles': {
      const missing = new Set(readiness.missing.map(needKey));
      return needs.map((need) => ({ ...need, status: missing.has(needKey(need)) ? 'Missing' : 'Granted' }));
    }
    case 'assigning':
    case 'propagating':
    case 'slow':
      return needs.map((need) => ({ ...need, status: 'Waiting' }));
    default:
      return [];
  }
}

function RoleTable({ roles }: { roles: RoleLine[] }) {
  const styles = useStyles();
  const kinds = { Missing: 'error', Granted: 'success', Waiting: 'running' } as const;
  return (
    <Table size="small" aria-label="Permissions that the vault needs">
      <TableHeader>
        <TableRow>
          <TableHeaderCell>Role</TableHeaderCell>
          <TableHeaderCell>Required on</TableHeaderCell>
          <TableHeaderCell className={styles.status}>Status</TableHeaderCell>
        </TableRow>
      </TableHeader>
      <TableBody>
        {roles.map((role) => (
          <TableRow key={needKey(role)}>
            <TableCell className={styles.wrap}>{role.roleName}</TableCell>
            <TableCell className={styles.wrap} title={role.scope}>
              {scopeWords(role.scope)}
            </TableCell>
            <TableCell className={styles.status}>
              <StatusText kind={kinds[role.status]} text={role.status} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** `Server pg-orders`, `Resource group rg-data`. */
export function scopeWords(scope: ResourceId): string {
  const parsed = parseResourceId(scope);
  if (!parsed) return scope;
  if (parsed.type !== undefined) return `Server ${parsed.name}`;
  return parsed.resourceGroup === undefined ? `Subscription ${parsed.name}` : `Resource group ${parsed.name}`;
}

function Cli({ command }: { command: string }) {
  const styles = useStyles();
  const wizard = useWizardStyles();
  return (
    <section className={styles.section} aria-label="CLI command">
      <div className={styles.commandHead}>
        <h2 className={wizard.heading}>Assign the roles with the Azure CLI</h2>
        <CopyButton text={command} label="Copy CLI command" />
      </div>
      <code className={styles.command}>{command}</code>
    </section>
  );
}

function Refusal({ refusal }: { refusal: Problem }) {
  return (
    <SummaryList
      heading="What the service said"
      facts={[
        { label: 'Message', value: refusal.message },
        ...(refusal.code === undefined ? [] : [{ label: 'Code', value: refusal.code }]),
        ...refusal.recommendedAction.map((action) => ({ label: 'Recommended action', value: action })),
        ...(refusal.detail === undefined ? [] : [{ label: 'Details', value: refusal.detail }]),
        ...(refusal.activityId === undefined
          ? []
          : [{ label: 'Activity ID', value: <Copyable text={refusal.activityId} /> }]),
        ...(refusal.requestId === undefined
          ? []
          : [{ label: 'Request ID', value: <Copyable text={refusal.requestId} /> }]),
      ]}
    />
  );
}

function Copyable({ text }: { text: string }) {
  return (
    <>
      {text} <CopyButton text={text} label={`Copy ${text}`} />
    </>
  );
}

const timeOf = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();
