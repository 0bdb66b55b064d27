import { TagsEditor } from '../settings/TagsEditor.tsx';
import { useFormStyles } from '../form-styles.ts';
import { elementIdOf, useVaultCreation } from './create-vault-context.ts';

/** Names and values by which resources are found and billed. */
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
