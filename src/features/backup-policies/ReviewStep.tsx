import { isNameTaken } from '#resources/backup-policies.ts';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { StepSummaries } from '#ui/wizard/StepSummaries.tsx';
import { ValidationBar } from '#ui/wizard/ValidationBar.tsx';
import { usePolicyCreation } from './create-policy-context.ts';

const RetentionPreview = loadedWhenShown(
  async () => (await import('./preview/RetentionPreview.tsx')).RetentionPreview,
  <RowsSkeleton rows={8} />,
);

/** What will be created, and whether it can be. */
export function ReviewStep() {
  const { policy, failure } = usePolicyCreation();
  return (
    <>
      <ValidationBar failure={isNameTaken(failure) ? null : failure} failed="The backup policy could not be created" />
      <StepSummaries />
      <RetentionPreview policy={policy} />
    </>
  );
}
