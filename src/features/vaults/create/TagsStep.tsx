import { SummaryList } from '#ui/page/SummaryList.tsx';
import type { StepSummaryProps } from '#ui/wizard/define-wizard.ts';
import { isBlank } from '../settings/tag-rows.ts';
import { TagsEditor } from '../settings/TagsEditor.tsx';
import { useFormStyles } from '../form-styles.ts';
import { elementIdOf, useVaultCreation } from './create-vault-context.ts';

/** Names and values for finding and billing resources. */
export function TagsStep() {
  const { draft, dispatch } = useVaultCreation();
  const styles = useFormStyles();
  return (
    <div id={elementIdOf('tags')} tabIndex={-1}>
      <p className={styles.intro}>
        Tags are pairs of a name and a value. Give the same tag to several resources and resource groups to find them,
        and what they cost, together.
      </p>
      <TagsEditor rows={draft.tags} onChange={(tags) => dispatch({ type: 'changed', part: { tags } })} />
    </div>
  );
}

export function TagsSummary(props: StepSummaryProps) {
  const tags = useVaultCreation().draft.tags.filter((row) => !isBlank(row));
  return (
    <SummaryList
      {...props}
      facts={
        tags.length === 0
          ? [{ label: 'Tags', value: 'None' }]
          : tags.map(({ name, value }) => ({ label: name, value: value === '' ? '–' : value }))
      }
    />
  );
}
