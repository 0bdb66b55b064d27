import { idKey, parseResourceId } from '#protocol/resource-id.ts';
import { ProblemBar } from '#ui/ProblemBar.tsx';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';

/** Why each server that failed could not be configured. */
export function SubmissionProblems() {
  const { draft, submission } = useWizard();
  const styles = useWizardStyles();
  if (!draft.submitted) return null;
  return draft.rows.map((row) => {
    const result = submission.submissions.get(idKey(row.serverId));
    if (result?.state !== 'failed') return null;
    const name = parseResourceId(row.serverId)?.name ?? row.serverId;
    return (
      <div key={idKey(row.serverId)} className={styles.bar}>
        <ProblemBar title={`'${name}' could not be configured`} error={result.refusal} />
      </div>
    );
  });
}
