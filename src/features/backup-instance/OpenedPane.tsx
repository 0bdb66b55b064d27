import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import type { BackupInstance, RecoveryPoint } from '#protocol/data-protection.ts';
import type { InstanceAttempt } from '#protocol/refusals.ts';
import { retained } from '#protocol/retention-plan.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { BackupNowPane } from './BackupNowPane.tsx';
import { DeleteInstancePane } from './DeleteInstancePane.tsx';
import { EditInstancePane } from './EditInstancePane.tsx';
import { FixProtectionPane } from './fix-protection/FixProtectionPane.tsx';
import type { InstancePane } from './instance-panes.ts';
import { ProofPane } from './proof/ProofPane.tsx';
import { ResumeBackupPane } from './ResumeBackupPane.tsx';
import { StopBackupPane } from './StopBackupPane.tsx';
import { UndeletePane } from './UndeletePane.tsx';

interface OpenedPaneProps {
  pane: InstancePane;
  instance: BackupInstance;
  /** Undefined until they are loaded. */
  points: readonly RecoveryPoint[] | undefined;
  /** The restore point in the address, for panes about one. */
  point: string | undefined;
  /** Why the pane's command cannot be used. A link may open a pane that no longer applies. */
  disabledReason: string | undefined;
  /** Why the service would refuse an action, whatever the state. */
  refused: Partial<Record<InstanceAttempt, string | undefined>>;
  onClose: () => void;
}

/** The pane in the address. */
export function OpenedPane({ pane, instance, points, point, disabledReason, refused, onClose }: OpenedPaneProps) {
  const common = { instance, open: true, onClose };
  // Backup Now stays open to show how the start of the backup went, although that disables the command.
  if (pane === 'backup-now') return <BackupNowPane {...common} disabledReason={disabledReason} />;
  // This one stays as well, and says when there is nothing to fix.
  if (pane === 'fix-protection') return <FixProtectionPane instance={instance} onClose={onClose} />;
  // These show the known facts about the point as well, and say themselves why it cannot be proven now.
  if (pane === 'verify' || pane === 'drill') {
    const operation = pane === 'verify' ? 'Verify' : 'Drill';
    const proven = point === undefined ? points?.find(isGood) : points?.find(({ name }) => name === point);
    if (proven) {
      const refusal = refused[pane];
      return <ProofPane operation={operation} instance={instance} point={proven} refusal={refusal} onClose={onClose} />;
    }
  }
  if (disabledReason !== undefined) {
    return <NotNow name={instance.properties.friendlyName} reason={disabledReason} onClose={onClose} />;
  }
  switch (pane) {
    case 'stop':
      return <StopBackupPane {...common} points={points} refused={refused} />;
    case 'resume':
      return <ResumeBackupPane {...common} />;
    case 'edit':
      return <EditInstancePane {...common} />;
    case 'delete':
      return <DeleteInstancePane {...common} />;
    case 'undelete':
      return <UndeletePane {...common} />;
    case 'verify':
    case 'drill':
      return points === undefined ? null : (
        <NotNow
          name={instance.properties.friendlyName}
          reason="There is no such restore point, or none that is complete."
          onClose={onClose}
        />
      );
  }
}

/** Points come newest first. */
const isGood = (point: RecoveryPoint): boolean => retained(point).isGood;

function NotNow({ name, reason, onClose }: { name: string; reason: string; onClose: () => void }) {
  return (
    <ContextPane
      title="Not available"
      subtitle={name}
      open
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>{reason}</MessageBarBody>
      </MessageBar>
    </ContextPane>
  );
}
