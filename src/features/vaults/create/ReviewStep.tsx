import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { StepSummaries } from '#ui/wizard/StepSummaries.tsx';
import { ValidationBar } from '#ui/wizard/ValidationBar.tsx';
import { useFormStyles } from '../form-styles.ts';
import { useVaultCreation } from './create-vault-context.ts';
import type { VaultDraft } from './vault-draft.ts';
import { foreverChoices } from './vault-problems.ts';

/** What will be created, and whether it can be. */
export function ReviewStep() {
  const { draft, failure } = useVaultCreation();
  return (
    <>
      <ValidationBar failure={failure} failed="The Backup vault could not be created" />
      <ForEver draft={draft} />
      <StepSummaries />
    </>
  );
}

/** What cannot be changed later. */
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
