import { idKey, lastName } from '#protocol/resource-id.ts';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import type { Problem } from '#ui/state/problem-of.ts';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';

/** There are rarely more reasons than this; each server's own is in its row. */
const REASONS_SHOWN = 3;

/** Why servers could not be configured: failures with the same reason are shown once. */
export function SubmissionProblems() {
  const { draft, submission } = useWizard();
  const styles = useWizardStyles();
  if (!draft.submitted) return null;
  const failed = draft.rows.flatMap((row) => {
    const result = submission.submissions.get(idKey(row.serverId));
    if (result?.state !== 'failed') return [];
    return [{ name: lastName(row.serverId), refusal: result.refusal }];
  });
  const reasons = [...Map.groupBy(failed, ({ refusal }) => refusal.code ?? refusal.message).values()];
  return reasons.slice(0, REASONS_SHOWN).map((servers) => {
    const [first] = servers;
    return (
      first && (
        <div key={first.refusal.code ?? first.refusal.message} className={styles.bar}>
          <ProblemBar title={titleFor(servers)} error={first.refusal} />
        </div>
      )
    );
  });
}

function titleFor(servers: readonly { name: string; refusal: Problem }[]): string {
  const [first, ...others] = servers;
  if (others.length === 0) return `'${first?.name ?? ''}' could not be configured`;
  return `${String(servers.length)} servers could not be configured`;
}
