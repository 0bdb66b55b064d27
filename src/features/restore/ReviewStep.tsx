import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { StepSummaries } from '#ui/wizard/StepSummaries.tsx';
import { Missing } from '#ui/wizard/ValidationBar.tsx';
import { useWalk } from '#ui/wizard/wizard-walk.ts';
import { useRestoreWizard } from './restore-context.ts';
import { useRestoreStyles } from './restore-styles.ts';
import { Validation } from './Validation.tsx';

/** What will be restored, and whether it can be. */
export function ReviewStep() {
  const { problems } = useWalk();
  return (
    <>
      <Verdict />
      <StepSummaries />
      {problems.length === 0 && <Validation />}
    </>
  );
}

/** What is missing, or why the restore was not started; at the top, and read by a screen reader. */
function Verdict() {
  const { failure } = useRestoreWizard();
  const { problems } = useWalk();
  const styles = useRestoreStyles();
  if (failure) {
    return (
      <div className={styles.bar}>
        <ProblemBar title="The restore was not started" error={failure} />
      </div>
    );
  }
  // A complete form does not mean that it can be restored, which is shown below.
  if (problems.length === 0) return null;
  return (
    <div role="status">
      <Missing problems={problems} title="Required information is missing or not valid." />
    </div>
  );
}
