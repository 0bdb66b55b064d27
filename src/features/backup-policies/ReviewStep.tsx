import { lastName } from '#protocol/resource-id.ts';
import { isNameTaken } from '#resources/backup-policies.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { scheduleText } from '#ui/text/policy-text.ts';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { ValidationBar } from '#ui/wizard/ValidationBar.tsx';
import { RetentionTable } from '#ui/text/RetentionTable.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { usePolicyCreation } from './create-policy-context.ts';
import { useFormStyles } from './form-styles.ts';
import type { StepSlug } from './step-slugs.ts';

const RetentionPreview = loadedWhenShown(
  async () => (await import('./preview/RetentionPreview.tsx')).RetentionPreview,
  <RowsSkeleton rows={8} />,
);

/** What will be created, and whether it can be. */
export function ReviewStep() {
  const { vaultId, kind, form, policy } = usePolicyCreation();
  return (
    <>
      <Verdict />
      <SummaryList
        heading="Basics"
        action={<Edit step="basics" what="basics" />}
        facts={[
          { label: 'Policy name', value: form.name === '' ? '–' : form.name },
          { label: 'Datasource type', value: kind.words.services },
          { label: 'Vault', value: lastName(vaultId) },
        ]}
      />
      <SummaryList
        heading="Schedule + retention"
        action={<Edit step="schedule" what="schedule and retention" />}
        facts={[
          { label: 'Backup schedule', value: scheduleText(policy) },
          { label: 'Retention rules', value: <RetentionTable policy={policy} /> },
        ]}
      />
      <RetentionPreview policy={policy} />
    </>
  );
}

/** Stands on top, and is said aloud when it changes. */
function Verdict() {
  const { problems, creation, addressOf } = usePolicyCreation();
  const styles = useFormStyles();
  if (creation.error && !isNameTaken(creation.error)) {
    return (
      <div className={styles.bar}>
        <ProblemBar title="The backup policy could not be created" error={creation.error} />
      </div>
    );
  }
  const told = problems.map((problem) => ({ ...problem, title: TITLES[problem.step], to: addressOf(problem.step) }));
  return <ValidationBar problems={told} />;
}

const TITLES: Readonly<Record<StepSlug, string>> = {
  basics: 'Basics',
  schedule: 'Schedule + retention',
  review: 'Review + create',
};

function Edit({ step, what }: { step: StepSlug; what: string }) {
  const { addressOf } = usePolicyCreation();
  return (
    <RouteLink to={addressOf(step)} aria-label={`Edit ${what}`}>
      Edit
    </RouteLink>
  );
}
