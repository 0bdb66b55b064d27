import { useMutation } from '@tanstack/react-query';
import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { deleteRoleAssignment, permissions, roleAssignments } from '#resources/authorization.ts';
import { news } from '#resources/mutation-meta.ts';
import { ConfirmDialog } from '#ui/pane/ConfirmDialog.tsx';
import type { AccessRow } from './access-rows.ts';

const useStyles = makeStyles({
  list: { maxHeight: '40vh', overflow: 'auto', overflowWrap: 'anywhere' }, // with more rows the question would be out of sight
  note: { margin: `${tokens.spacingVerticalM} 0 0` },
});

interface RemoveDialogProps {
  rows: readonly AccessRow[];
  onClose: () => void;
}

/** Asks before roles are removed, and shows the reason when the service refuses. */
export function RemoveDialog({ rows: given, onClose }: RemoveDialogProps) {
  const styles = useStyles();
  // Removed rows leave the list below, and stay in the question.
  const [rows] = useState(given);
  const removal = useRemoval(rows.length);
  const ofVaults = rows.filter(({ vaultId }) => vaultId !== undefined);
  return (
    <ConfirmDialog
      title="Remove role assignments"
      mutation={removal}
      refused="Not everything was removed"
      onYes={() => {
        removal.mutate(rows, { onSuccess: onClose });
      }}
      onClose={onClose}
    >
      Do you want to remove {rows.length === 1 ? 'this role assignment' : 'these role assignments'}?
      <ul className={styles.list}>
        {rows.map(({ id, who, role }) => (
          <li key={id}>
            {role} of {who}
          </li>
        ))}
      </ul>
      {ofVaults.length > 0 && (
        <p className={styles.note}>
          A vault that loses a role can no longer do what it needs the role for. Backups may fail.
        </p>
      )}
    </ConfirmDialog>
  );
}

function useRemoval(count: number) {
  const what = count === 1 ? 'role assignment' : `${String(count)} role assignments`;
  return useMutation({
    mutationFn: async (rows: readonly AccessRow[]) => {
      for (const { id } of rows) await deleteRoleAssignment(id);
    },
    meta: news<readonly AccessRow[]>({
      notification: {
        start: (rows) => ({ title: `Removing ${what}`, body: bodyOf(rows) }),
        done: (rows) => ({ title: `Removed ${what}`, body: bodyOf(rows) }),
        failed: (_, error) => ({ title: `Failed to remove ${what}`, body: error.message }),
      },
      invalidates: [roleAssignments.all(), permissions.all()],
    }),
  });
}

const bodyOf = (rows: readonly AccessRow[]): string => {
  const [first] = rows;
  return rows.length === 1 && first ? `${first.role} of ${first.who}` : '';
};
