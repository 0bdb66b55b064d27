import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { ValidationBar } from '#ui/wizard/ValidationBar.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { redundancyText, settingText } from '#ui/text/vault-text.ts';
import { isBlank } from '../settings/tag-rows.ts';
import { useFormStyles } from '../form-styles.ts';
import { useVaultCreation } from './create-vault-context.ts';
import { STEP_TITLES, type StepSlug } from './step-slugs.ts';
import type { VaultDraft } from './vault-draft.ts';
import { foreverChoices } from './vault-problems.ts';

/** What will be created, and whether it can be. */
export function ReviewStep() {
  const { draft, lists } = useVaultCreation();
  const { subscriptionId, region, group } = draft;
  const subscription = lists.subscriptions.data?.find((each) => each.subscriptionId === subscriptionId)?.displayName;
  const tags = draft.tags.filter((row) => !isBlank(row));
  return (
    <>
      <Verdict />
      <ForEver draft={draft} />
      <SummaryList
        heading={STEP_TITLES.basics}
        action={<Edit step="basics" />}
        facts={[
          { label: 'Subscription', value: subscription ?? subscriptionId ?? NONE },
          {
            label: 'Resource group',
            value: group.name === '' ? NONE : `${group.isNew ? '(new) ' : ''}${group.name}`,
          },
          { label: 'Backup vault name', value: draft.name === '' ? NONE : draft.name },
          {
            label: 'Region',
            value: lists.locations.data?.find(({ name }) => name === region)?.displayName ?? region ?? NONE,
          },
          { label: 'Backup storage redundancy', value: redundancyText(draft.redundancy) },
        ]}
      />
      <SummaryList
        heading={STEP_TITLES.properties}
        action={<Edit step="properties" />}
        facts={[
          { label: 'Cross Region Restore', value: draft.crossRegionRestore ? 'Enabled' : 'Disabled' },
          { label: 'Cross Subscription Restore', value: settingText(draft.crossSubscriptionRestore.state) },
          { label: 'Soft delete', value: softDeleteSummary(draft) },
          { label: 'Vault immutability', value: draft.isImmutable ? 'Enabled' : 'Disabled' },
        ]}
      />
      <SummaryList
        heading={STEP_TITLES.tags}
        action={<Edit step="tags" />}
        facts={
          tags.length === 0
            ? [{ label: 'Tags', value: 'None' }]
            : tags.map(({ name, value }) => ({ label: name, value: value === '' ? NONE : value }))
        }
      />
    </>
  );
}

const NONE = '–';

function softDeleteSummary({ softDelete }: VaultDraft): string {
  if (!softDelete.isOn) return 'Off';
  return `${softDelete.isAlwaysOn ? 'Always on' : 'On'}, ${softDelete.days} days`;
}

/** Stands on top, and is said aloud when it changes. */
function Verdict() {
  const { problems, creation, addressOf } = useVaultCreation();
  const styles = useFormStyles();
  if (creation.error) {
    return (
      <div className={styles.bar}>
        <ProblemBar title="The Backup vault could not be created" error={creation.error} />
      </div>
    );
  }
  const told = problems.map((problem) => ({
    ...problem,
    title: STEP_TITLES[problem.step],
    to: addressOf(problem.step),
  }));
  return <ValidationBar problems={told} />;
}

/** What one cannot change one's mind about. */
function ForEver({ draft }: { draft: VaultDraft }) {
  const styles = useFormStyles();
  const sentences = foreverChoices(draft);
  if (sentences.length === 0) return null;
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>This cannot be undone once the vault is created.</MessageBarTitle>
        <ul>
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </MessageBarBody>
    </MessageBar>
  );
}

function Edit({ step }: { step: StepSlug }) {
  const { addressOf } = useVaultCreation();
  return (
    <RouteLink to={addressOf(step)} aria-label={`Edit ${STEP_TITLES[step].toLowerCase()}`}>
      Edit
    </RouteLink>
  );
}
