import { retentionDuration, retentionRules, type BackupPolicyProperties } from '#protocol/policy.ts';
import { durationText, ruleTitle } from './policy-text.ts';
import { StaticTable } from '#ui/grid/StaticTable.tsx';

/** How long each rule keeps its points, in the order in which the rules are tried. */
export function RetentionTable({ policy }: { policy: BackupPolicyProperties }) {
  return (
    <StaticTable
      ariaLabel="Retention rules"
      columns={[
        { title: 'Retention rule', cell: ({ rule }) => ruleTitle(rule.name) },
        {
          title: 'Backup data store',
          width: '25%',
          cell: ({ rule }) => durationText(retentionDuration(rule) ?? ''),
        },
        { title: 'Priority', width: 80, cell: ({ priority }) => priority },
      ]}
      rows={retentionRules(policy).map((rule, at) => ({ rule, priority: at + 1 }))}
      rowKey={({ rule }) => rule.name}
    />
  );
}
