import { StepSummaries } from '#ui/wizard/StepSummaries.tsx';
import { ExportCommand } from '../export/ExportCommand.tsx';
import { useWizard } from '../wizard-context.ts';
import { PlannedRequests } from './PlannedRequests.tsx';
import { ReviewStrip } from './ReviewStrip.tsx';
import { SubmissionProblems } from './SubmissionProblems.tsx';

/** What will be configured, and whether it can be; after sending, the results. */
export function ReviewStep() {
  const { draft } = useWizard();
  return (
    <>
      <ReviewStrip />
      <SubmissionProblems />
      <StepSummaries isSent={draft.submitted}>
        <ExportCommand />
      </StepSummaries>
      <PlannedRequests />
    </>
  );
}
