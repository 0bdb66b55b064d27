import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, MessageBar, MessageBarBody, Spinner } from '@fluentui/react-components';
import { useState } from 'react';
import type { BackupInstance, OperationResult } from '#protocol/data-protection.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { paths } from '#paths';
import { backUpNow } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { backupPolicies } from '#resources/backup-policies.ts';
import { news } from '#resources/mutation-meta.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { serviceTime } from '#resources/service-time.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { backupTrigger, retentionChoices } from './retention-choice.ts';
import { RetentionRulesField } from './RetentionRulesField.tsx';

interface BackupNowPaneProps {
  instance: BackupInstance;
  open: boolean;
  /** Why no backup can start now. */
  disabledReason: string | undefined;
  onClose: () => void;
}

/** **Backup Now**: an on-demand backup, kept by the retention rule that the person chooses. */
export function BackupNowPane({ instance, open, disabledReason, onClose }: BackupNowPaneProps) {
  const { friendlyName, policyInfo } = instance.properties;
  const policy = useQuery({ ...backupPolicies.byId(policyInfo.policyId), enabled: open });
  const [chosen, setChosen] = useState<string>();
  const backup = useMutation({
    mutationFn: (rule: string) => startBackup(instance, policy.data, rule),
    onSuccess: onClose,
    meta: news<string, OperationResult>({
      notification: {
        start: (rule) => ({
          title: 'Triggering backup',
          body: `On-demand backup for '${friendlyName}' with rule '${rule}'.`,
        }),
        done: (rule, { jobId }) => ({
          title: 'Backup triggered',
          body: `On-demand backup for '${friendlyName}' with rule '${rule}'.`,
          ...(jobId !== undefined && { link: { to: paths.job(jobId), label: 'View job' } }),
        }),
        failed: { title: `Failed to trigger backup for '${friendlyName}'` },
        job: (_, { jobId }) => jobId,
      },
      invalidates: [backupJobs.all(), recoveryPoints.all()],
    }),
  });
  const close = () => {
    backup.reset();
    onClose();
  };

  const choices = policy.data
    ? retentionChoices(policy.data.properties, new Date(serviceTime(policy.dataUpdatedAt)))
    : [];
  const rule = chosen ?? choices.find((choice) => choice.isDefault)?.rule ?? choices[0]?.rule;
  return (
    <ContextPane
      title="Backup Now"
      subtitle={friendlyName}
      open={open}
      onClose={close}
      footer={
        <>
          <Button
            appearance="primary"
            disabledFocusable={rule === undefined || backup.isPending || disabledReason !== undefined}
            icon={backup.isPending ? <Spinner size="tiny" aria-hidden="true" /> : null}
            onClick={() => {
              if (rule !== undefined) backup.mutate(rule);
            }}
          >
            Backup now
          </Button>
          <Button onClick={close}>Cancel</Button>
        </>
      }
    >
      {backup.error && <ProblemBar error={backup.error} title="The backup was not started" />}
      {disabledReason !== undefined && !backup.isPending && (
        <MessageBar intent="warning">
          <MessageBarBody>{disabledReason}</MessageBarBody>
        </MessageBar>
      )}
      <Loadable query={policy} skeleton={<RowsSkeleton rows={6} />} what="The backup policy">
        {(loaded) => (
          <>
            <SummaryList
              heading="Backup"
              facts={[
                { label: 'Backup instance', value: friendlyName },
                { label: 'Backup policy', value: loaded.name },
              ]}
            />
            <RetentionRulesField choices={choices} chosen={rule} onChoose={setChosen} />
          </>
        )}
      </Loadable>
    </ContextPane>
  );
}

function startBackup(
  instance: BackupInstance,
  policy: BackupPolicy | undefined,
  rule: string,
): Promise<OperationResult> {
  const trigger = policy && backupTrigger(policy.properties, rule);
  if (!trigger) throw new Error(`The policy of '${instance.properties.friendlyName}' has no backup rule.`);
  return backUpNow(instance.id, trigger);
}
