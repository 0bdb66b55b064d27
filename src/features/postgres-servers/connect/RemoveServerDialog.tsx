import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { PostgresServer } from '#protocol/postgres.ts';
import { paths } from '#paths';
import { ConfirmDialog } from '#ui/pane/ConfirmDialog.tsx';
import { serverRemoval } from './news-of-connections.ts';

interface RemoveServerDialogProps {
  server: PostgresServer;
  onClose: () => void;
}

/** Asks before a server is disconnected. */
export function RemoveServerDialog({ server: { id, name }, onClose }: RemoveServerDialogProps) {
  const navigate = useNavigate();
  const removal = useMutation({
    ...serverRemoval,
    onSuccess: () => navigate(paths.servers(), { replace: true }),
  });
  return (
    <ConfirmDialog
      title="Remove server"
      mutation={removal}
      refused={`'${name}' was not removed`}
      onYes={() => removal.mutate(id)}
      onClose={onClose}
    >
      Do you want to remove &apos;{name}&apos;? Its connection and its stored password are forgotten. The PostgreSQL
      server itself and its databases stay as they are.
    </ConfirmDialog>
  );
}
