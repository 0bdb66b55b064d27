import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, MessageBar, MessageBarBody, MessageBarTitle, Spinner } from '@fluentui/react-components';
import type { BackupInstance, OperationResult, RecoveryPoint } from '#protocol/data-protection.ts';
import type { ProofOperation } from '#protocol/proof.ts';
import { paths } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { backupJobs } from '#resources/backup-jobs.ts';
import { news } from '#resources/mutation-meta.ts';
import { startProof } from '#resources/proofs.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { pointContents } from '#resources/restores.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { ProofFacts } from './ProofFacts.tsx';

interface ProofPaneProps {
  operation: ProofOperation;
  instance: BackupInstance;
  point: RecoveryPoint;
  /** Why the service would refuse to start it. */
  refusal: string | undefined;
  onClose: () => void;
}

const MEANINGS: Readonly<Record<ProofOperation, string>> = {
  Verify:
    'Reads every byte of the restore point back and checks it against what was written, and the tables in the dumps against what the backup says of them. Nothing is restored.',
  Drill:
    'Restores the restore point into a scratch server, compares every table with what was backed up, and measures how long that takes. Nothing of it stays.',
};
const DOING: Readonly<Record<ProofOperation, string>> = { Verify: 'Verification', Drill: 'Drill' };

/** **Verify** and **Drill**: the verified state of a restore point, and the command that proves it again. */
export function ProofPane({ operation, instance, point, refusal, onClose }: ProofPaneProps) {
  const { friendlyName } = instance.properties;
  const contents = useQuery(pointContents.of(point.id));
  const way = contents.data?.proofs?.find((one) => one.operation === operation);
  const proof = useMutation({
    mutationFn: () => startProof(operation, point.id),
    onSuccess: onClose,
    meta: news<undefined, OperationResult>({
      notification: {
        start: { title: `Starting ${DOING[operation].toLowerCase()}`, body: `'${friendlyName}'` },
        done: (_, { jobId }) => ({
          title: `${DOING[operation]} started`,
          body: `'${friendlyName}'`,
          ...(jobId !== undefined && { link: { to: paths.job(jobId), label: 'View job' } }),
        }),
        failed: { title: `Failed to start ${DOING[operation].toLowerCase()} for '${friendlyName}'` },
        job: (_, { jobId }) => jobId,
      },
      invalidates: [backupJobs.all(), recoveryPoints.all(), backupInstances.all()],
    }),
  });
  return (
    <ContextPane
      title={operation}
      subtitle={friendlyName}
      open
      onClose={onClose}
      footer={
        <>
          <ReasonedButton
            appearance="primary"
            disabledReason={
              refusal ?? way?.unavailable?.message ?? (proof.isPending ? 'It is being started.' : undefined)
            }
            icon={proof.isPending ? <Spinner size="tiny" aria-hidden="true" /> : null}
            onClick={() => {
              proof.mutate(undefined);
            }}
          >
            {operation}
          </ReasonedButton>
          <Button onClick={onClose}>Close</Button>
        </>
      }
    >
      {proof.error && <ProblemBar error={proof.error} title="It was not started" />}
      {refusal !== undefined && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{refusal}</MessageBarBody>
        </MessageBar>
      )}
      {way?.unavailable && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{way.unavailable.message}</MessageBarTitle>
            {way.unavailable.recommendedAction.join(' ')}
          </MessageBarBody>
        </MessageBar>
      )}
      <p>{MEANINGS[operation]}</p>
      <ProofFacts point={point} encryption={contents.data?.encryption} />
    </ContextPane>
  );
}
