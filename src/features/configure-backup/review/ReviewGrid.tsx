import { idKey, parseResourceId } from '#protocol/resource-id.ts';
import { Grid, type GridColumn } from '#ui/Grid.tsx';
import { byText } from '#ui/grid-sort.ts';
import { StatusText, type StatusKind } from '#ui/StatusText.tsx';
import type { DraftRow } from '../draft.ts';
import { readinessIn } from '../problems.ts';
import { readinessWords } from '../readiness/readiness-words.ts';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import { useWizard } from '../wizard-context.ts';
import type { Submission } from './submission.ts';

const nameOf = (row: DraftRow): string => parseResourceId(row.serverId)?.name ?? row.serverId;
const groupOf = (row: DraftRow): string => parseResourceId(row.serverId)?.resourceGroup ?? '';

export function ReviewGrid() {
  const { draft, facts, grant, submission } = useWizard();
  const subscriptionName = useSubscriptionNames();
  const status = (row: DraftRow) =>
    draft.submitted
      ? submissionWords(submission.submissions.get(idKey(row.serverId)) ?? { state: 'notSent' })
      : readinessWords(readinessIn(facts, row.serverId), grant);
  const columns: GridColumn<DraftRow>[] = [
    { id: 'name', title: 'Name', cell: nameOf, compare: byText(nameOf) },
    { id: 'group', title: 'Resource group', cell: groupOf, compare: byText(groupOf) },
    { id: 'subscription', title: 'Subscription', cell: (row) => subscriptionName(row.serverId) },
    { id: 'instance', title: 'Backup instance name', cell: (row) => row.instanceName },
    {
      id: 'status',
      title: draft.submitted ? 'Result' : 'Backup readiness',
      width: '28%',
      compare: byText((row) => status(row).text),
      cell: (row) => <StatusText kind={status(row).kind} text={status(row).text} />,
    },
  ];
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

function submissionWords(submission: Submission): { kind: StatusKind; text: string } {
  switch (submission.state) {
    case 'notSent':
      return { kind: 'neutral', text: 'Not sent' };
    case 'sending':
      return { kind: 'running', text: 'Sending…' };
    case 'accepted':
      return { kind: 'running', text: 'Configuring protection' };
    case 'protected':
      return { kind: 'success', text: 'Protection configured' };
    case 'failed':
      return { kind: 'error', text: `Failed: ${submission.refusal.message}` };
  }
}
