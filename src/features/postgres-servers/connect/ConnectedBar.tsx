import { Button, MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { useNavigate } from 'react-router';
import { protectabilityProblem } from '#protocol/datasources.ts';
import type { PostgresServer } from '#protocol/postgres.ts';
import { paths } from '#paths';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';

interface ConnectedBarProps {
  server: PostgresServer;
  onDismiss: () => void;
}

/** Says what to do next with a server that was just connected. */
export function ConnectedBar({ server, onDismiss }: ConnectedBarProps) {
  const navigate = useNavigate();
  return (
    <MessageBar intent="success" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>The server is connected</MessageBarTitle>
        It is not protected yet. Configure backup to keep recovery points of it.
      </MessageBarBody>
      <MessageBarActions
        containerAction={
          <Button appearance="transparent" aria-label="Dismiss" icon={<DismissRegular />} onClick={onDismiss} />
        }
      >
        <ReasonedButton
          appearance="primary"
          size="small"
          disabledReason={protectabilityProblem(server)}
          onClick={() => void navigate(paths.configureBackup('basics', { servers: [server.id] }))}
        >
          Configure backup
        </ReasonedButton>
      </MessageBarActions>
    </MessageBar>
  );
}
