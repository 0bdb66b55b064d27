import {
  makeStyles,
  mergeClasses,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from '@fluentui/react-components';
import { retentionDuration, retentionRules, type BackupPolicyProperties } from '#protocol/policy.ts';
import { durationText, ruleTitle, scheduleText } from '#ui/policy-text.ts';
import { useWizardStyles } from '../wizard-styles.ts';

const useStyles = makeStyles({
  schedule: { margin: `0 0 ${tokens.spacingVerticalL}` },
  store: { width: '25%' },
  priority: { width: '80px' }, // the word Priority
});

/** When the policy backs up, and which rule keeps what, in the order in which the rules are tried. */
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

export function RetentionTable({ policy }: { policy: BackupPolicyProperties }) {
  const styles = useStyles();
  return (
    <Table size="small" aria-label="Retention rules">
      <TableHeader>
        <TableRow>
          <TableHeaderCell>Retention rule</TableHeaderCell>
          <TableHeaderCell className={styles.store}>Backup data store</TableHeaderCell>
          <TableHeaderCell className={styles.priority}>Priority</TableHeaderCell>
        </TableRow>
      </TableHeader>
      <TableBody>
        {retentionRules(policy).map((rule, at) => (
          <TableRow key={rule.name}>
            <TableCell>{ruleTitle(rule.name)}</TableCell>
            <TableCell className={styles.store}>{durationText(retentionDuration(rule) ?? '')}</TableCell>
            <TableCell className={styles.priority}>{at + 1}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
