import { makeStyles, tokens } from '@fluentui/react-components';
import { idKey, parseResourceId } from '#protocol/resource-id.ts';
import { scheduleText } from '#ui/text/policy-text.ts';
import { RetentionTable } from '#ui/text/RetentionTable.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { vaultRedundancyText } from '#ui/text/vault-text.ts';
import { addressOf } from '../draft-address.ts';
import { kindOf } from '../draft.ts';
import { ExportCommand } from '../export/ExportCommand.tsx';
import type { StepSlug } from '../step-slugs.ts';
import { useSubscriptionNames } from '../useSubscriptionNames.ts';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import { plan } from './plan.ts';
import { ReviewGrid } from './ReviewGrid.tsx';
import { ReviewStrip } from './ReviewStrip.tsx';
import { SubmissionProblems } from './SubmissionProblems.tsx';

export function ReviewStep() {
  const { draft } = useWizard();
  return (
    <>
      <ReviewStrip />
      <SubmissionProblems />
      {/* Once it is sent, what becomes of each server is what one wants to see. */}
      {draft.submitted && <DatasourcesReview />}
      <ExportCommand />
      <BasicsReview />
      <PolicyReview />
      {!draft.submitted && <DatasourcesReview />}
      <PlannedRequests />
    </>
  );
}

function BasicsReview() {
  const { draft, vault } = useWizard();
  const subscriptionName = useSubscriptionNames();
  return (
    <SummaryList
      heading="Basics"
      action={<Edit step="basics" what="basics" />}
      facts={[
        { label: 'Datasource type', value: kindOf(draft).words.services },
        { label: 'Backup vault', value: vault?.name ?? '–' },
        { label: 'Subscription', value: vault ? subscriptionName(vault.id) : '–' },
        { label: 'Resource group', value: (vault && parseResourceId(vault.id)?.resourceGroup) ?? '–' },
        { label: 'Location', value: vault?.location ?? '–' },
        { label: 'Backup storage redundancy', value: vault ? vaultRedundancyText(vault) : '–' },
      ]}
    />
  );
}

function PolicyReview() {
  const { policy } = useWizard();
  return (
    <SummaryList
      heading="Backup policy"
      action={<Edit step="policy" what="backup policy" />}
      facts={[
        { label: 'Policy name', value: policy?.name ?? '–' },
        { label: 'Schedule', value: policy ? scheduleText(policy.properties) : '–' },
        { label: 'Retention rules', value: policy ? <RetentionTable policy={policy.properties} /> : '–' },
      ]}
    />
  );
}

const useStyles = makeStyles({
  section: { marginBottom: tokens.spacingVerticalXXL },
  head: { display: 'flex', alignItems: 'baseline', columnGap: tokens.spacingHorizontalM },
  requests: { marginTop: tokens.spacingVerticalS, marginBottom: '0', paddingInlineStart: tokens.spacingHorizontalXXL },
  path: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
});

function DatasourcesReview() {
  const { draft } = useWizard();
  const styles = useStyles();
  const wizard = useWizardStyles();
  return (
    <section className={styles.section} aria-labelledby="review-datasources">
      <div className={styles.head}>
        <h2 id="review-datasources" className={wizard.heading}>
          Datasources ({draft.rows.length})
        </h2>
        <Edit step="datasources" what="datasources" />
      </div>
      <ReviewGrid />
    </section>
  );
}

/** A link back to the step where it was chosen; none once it has been sent. */
function Edit({ step, what }: { step: StepSlug; what: string }) {
  const { draft } = useWizard();
  if (draft.submitted) return null;
  return (
    <RouteLink to={addressOf(step, draft)} aria-label={`Edit ${what}`}>
      Edit
    </RouteLink>
  );
}

/** Enough to see what they are; thousands would only slow the page down. */
const REQUESTS_SHOWN = 50;

/** What Configure backup sends, for those who want to know. */
function PlannedRequests() {
  const { draft, servers } = useWizard();
  const styles = useStyles();
  const requests = plan(draft, servers);
  if (requests.length === 0) return null;
  return (
    <details className={styles.section}>
      <summary>
        {requests.length === 1 ? 'The request' : `The ${requests.length} requests`} that Configure backup sends
      </summary>
      <ol className={styles.requests}>
        {requests.slice(0, REQUESTS_SHOWN).map(({ instanceId }) => (
          <li key={idKey(instanceId)} className={styles.path}>
            PUT {instanceId}
          </li>
        ))}
      </ol>
      {requests.length > REQUESTS_SHOWN && <p>and {requests.length - REQUESTS_SHOWN} more of the same kind.</p>}
    </details>
  );
}
