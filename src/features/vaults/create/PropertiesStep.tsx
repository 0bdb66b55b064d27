import { Checkbox, Field, Switch } from '@fluentui/react-components';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { settingText } from '#ui/text/vault-text.ts';
import type { StepSummaryProps } from '#ui/wizard/define-wizard.ts';
import { CrossSubscriptionFields } from '../settings/CrossSubscriptionFields.tsx';
import { SoftDeleteFields } from '../settings/SoftDeleteFields.tsx';
import { useFormStyles, type FieldLayout } from '../form-styles.ts';
import { elementIdOf, useVaultCreation } from './create-vault-context.ts';
import { mayRestoreAcrossRegions, type VaultDraft } from './vault-draft.ts';

/** How the vault protects its data, and from where it can be restored. */
export function PropertiesStep() {
  const { draft, dispatch, messageAt } = useVaultCreation();
  const styles = useFormStyles();
  const layout: FieldLayout = { className: styles.field, orientation: 'horizontal' };
  const mayCrossRegions = mayRestoreAcrossRegions(draft);
  return (
    <>
      <section className={styles.section}>
        <h2 className={styles.heading}>Restore</h2>
        <Field
          {...layout}
          label={labelWithTip(
            'Cross Region Restore',
            'Recovery points can also be restored in the paired region. It cannot be turned off once it is on.',
          )}
          hint={
            mayCrossRegions
              ? 'Cross region restore cannot be turned off once the vault has it.'
              : 'Needs geo-redundant storage.'
          }
        >
          <Switch
            checked={draft.crossRegionRestore}
            disabled={!mayCrossRegions}
            label={draft.crossRegionRestore ? 'On' : 'Off'}
            onChange={(_, { checked }) => dispatch({ type: 'changed', part: { crossRegionRestore: checked } })}
          />
        </Field>
        <CrossSubscriptionFields
          layout={layout}
          choice={draft.crossSubscriptionRestore}
          message={messageAt('crossSubscription')}
          id={elementIdOf('crossSubscription')}
          onChange={(crossSubscriptionRestore) => dispatch({ type: 'changed', part: { crossSubscriptionRestore } })}
        />
      </section>
      <section className={styles.section}>
        <h2 className={styles.heading}>Soft delete</h2>
        <p className={styles.intro}>
          Backup data that is deleted, by mistake or with bad intent, can be undeleted for some days.
        </p>
        <SoftDeleteFields
          layout={layout}
          choice={draft.softDelete}
          messageAt={messageAt}
          idOf={elementIdOf}
          onChange={(softDelete) => dispatch({ type: 'changed', part: { softDelete } })}
        />
      </section>
      <section className={styles.section}>
        <h2 className={styles.heading}>Immutability</h2>
        <p className={styles.intro}>
          In an immutable vault no recovery point can be deleted before it expires. You can lock immutability later, in
          the properties of the vault; then nobody can turn it off again.
        </p>
        <Checkbox
          label="Enable vault immutability"
          checked={draft.isImmutable}
          onChange={(_, { checked }) => dispatch({ type: 'changed', part: { isImmutable: checked === true } })}
        />
      </section>
    </>
  );
}

export function PropertiesSummary(props: StepSummaryProps) {
  const { draft } = useVaultCreation();
  return (
    <SummaryList
      {...props}
      facts={[
        { label: 'Cross Region Restore', value: draft.crossRegionRestore ? 'Enabled' : 'Disabled' },
        { label: 'Cross Subscription Restore', value: settingText(draft.crossSubscriptionRestore.state) },
        { label: 'Soft delete', value: softDeleteSummary(draft) },
        { label: 'Vault immutability', value: draft.isImmutable ? 'Enabled' : 'Disabled' },
      ]}
    />
  );
}

function softDeleteSummary({ softDelete }: VaultDraft): string {
  if (!softDelete.isOn) return 'Off';
  return `${softDelete.isAlwaysOn ? 'Always on' : 'On'}, ${softDelete.days} days`;
}
