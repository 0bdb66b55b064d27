import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { BackupPolicyProperties } from '#protocol/policy.ts';
import { scheduleText } from '#ui/text/policy-text.ts';
import { RetentionTable } from '#ui/text/RetentionTable.tsx';
import { useWizardStyles } from '../wizard-styles.ts';

const useStyles = makeStyles({ schedule: { margin: `0 0 ${tokens.spacingVerticalL}` } });

/** When the policy backs up, and how long each rule keeps points, in the order in which the rules are tried. */
export function PolicyDetails({ policy }: { policy: BackupPolicyProperties }) {
  const wizard = useWizardStyles();
  const styles = useStyles();
  return (
    <section className={mergeClasses(wizard.section, wizard.details)} aria-labelledby="policy-details">
      <h2 id="policy-details" className={wizard.heading}>
        Selected policy details
      </h2>
      <p className={styles.schedule}>{scheduleText(policy)}</p>
      <RetentionTable policy={policy} />
    </section>
  );
}
