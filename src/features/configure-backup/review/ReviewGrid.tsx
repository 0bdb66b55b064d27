import { makeStyles, tokens } from '@fluentui/react-components';
import { useMemo } from 'react';
import { idKey, lastName, parseResourceId } from '#protocol/resource-id.ts';
import { CopyButton } from '#ui/page/CopyButton.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byText } from '#ui/grid/grid-sort.ts';
import { StatusText, type StatusKind } from '#ui/text/StatusText.tsx';
import { PROTECTION_STATUSES } from '#ui/text/protection-status.ts';
import type { DraftRow } from '../draft-schema.ts';
import { readinessIn } from '../problems.ts';
import { readinessWords } from '../readiness/readiness-words.ts';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import { useWizard } from '../wizard-context.ts';
import type { Submission } from './submission.ts';

const nameOf = (row: DraftRow): string => lastName(row.serverId);
const groupOf = (row: DraftRow): string => parseResourceId(row.serverId)?.resourceGroup ?? '';

const useStyles = makeStyles({
  ids: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXS,
    fontSize: tokens.fontSizeBase200,
    color: tokens.colorNeutralForeground3,
    overflowWrap: 'anywhere',
  },
});

export function ReviewGrid() {
  const { draft, facts, submission } = useWizard();
  const subscriptionName = useSubscriptionNames();
  const { submitted } = draft;
  const { submissions } = submission;
  const columns = useMemo((): GridColumn<DraftRow>[] => {
    const subscription = (row: DraftRow) => subscriptionName(row.serverId);
    const instance = (row: DraftRow) => row.instanceName;
    const result = (row: DraftRow) => submissionWords(submissions.get(idKey(row.serverId)) ?? UNKNOWN).text;
    const readiness = (row: DraftRow) => readinessWords(readinessIn(facts, row.serverId));
    return [
      { id: 'name', title: 'Name', cell: nameOf, compare: byText(nameOf) },
      { id: 'group', title: 'Resource group', cell: groupOf, compare: byText(groupOf) },
      { id: 'subscription', title: 'Subscription', cell: subscription, compare: byText(subscription) },
      { id: 'instance', title: 'Backup instance name', cell: instance, compare: byText(instance) },
      submitted
        ? {
            id: 'result',
            title: 'Result',
            width: '34%',
            compare: byText(result),
            cell: (row) => <Result serverName={nameOf(row)} result={submissions.get(idKey(row.serverId)) ?? UNKNOWN} />,
          }
        : {
            id: 'readiness',
            title: 'Backup readiness',
            width: '28%',
            compare: byText((row) => readiness(row).text),
            cell: (row) => <StatusText kind={readiness(row).kind} text={readiness(row).text} />,
          },
    ];
  }, [submitted, submissions, facts, subscriptionName]);
  return (
    <Grid
      ariaLabel="Datasources to configure"
      columns={columns}
      rows={draft.rows}
      rowKey={(row) => idKey(row.serverId)}
      empty="No servers selected."
    />
  );
}

const UNKNOWN: Submission = { state: 'unknown' };

/** The result of the row; for a failure also its code and the id that support needs. */
function Result({ serverName, result }: { serverName: string; result: Submission }) {
  const styles = useStyles();
  const { kind, text } = submissionWords(result);
  if (result.state !== 'failed') return <StatusText kind={kind} text={text} />;
  const { code, requestId } = result.refusal;
  return (
    <div>
      <StatusText kind={kind} text={text} />
      <div className={styles.ids}>
        {code !== undefined && <span>Code: {code}</span>}
        {requestId !== undefined && (
          <span>
            Request ID: {requestId}
            <CopyButton text={requestId} label={`Copy request ID of ${serverName}`} />
          </span>
        )}
      </div>
    </div>
  );
}

function submissionWords(submission: Submission): { kind: StatusKind; text: string } {
  switch (submission.state) {
    case 'unknown':
      return { kind: 'running', text: 'Asking the vault…' };
    case 'notSent':
      return { kind: 'neutral', text: 'Not sent' };
    case 'waiting':
      return { kind: 'neutral', text: 'Waiting to be sent' };
    case 'sending':
      return { kind: 'running', text: 'Sending…' };
    case 'accepted':
      return PROTECTION_STATUSES.ConfiguringProtection;
    case 'protected':
      return PROTECTION_STATUSES.ProtectionConfigured;
    case 'failed':
      return { kind: 'error', text: `Failed: ${submission.refusal.message}` };
  }
}
