import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  tokens,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import type { ReactNode } from 'react';
import type { RoleFile } from '#protocol/role-template.ts';
import { CopyButton } from './CopyButton.tsx';
import { RouteLink } from './RouteLink.tsx';

const useStyles = makeStyles({
  line: { margin: `${tokens.spacingVerticalXXS} 0 0` },
  command: { overflowWrap: 'anywhere' },
});

interface RoleFileNoticeProps {
  file: Pick<RoleFile, 'name' | 'command'>;
  /** What the file does, and who can deploy it. */
  children: ReactNode;
  /** The address of the page that deploys templates. */
  deployAt: string;
  className: string;
  /** The notice stays when absent. */
  onDismiss?: () => void;
}

/** What to do with the role assignment template that was just downloaded. */
export function RoleFileNotice({ file, children, deployAt, className, onDismiss }: RoleFileNoticeProps) {
  const styles = useStyles();
  return (
    <MessageBar intent="info" layout="multiline" className={className}>
      <MessageBarBody>
        <MessageBarTitle>{file.name} was downloaded</MessageBarTitle>
        <p className={styles.line}>
          {children} It can be deployed on the page{' '}
          <RouteLink inline to={deployAt}>
            Custom deployment
          </RouteLink>
          , or with the Azure CLI:
        </p>
        <p className={styles.line}>
          <code className={styles.command}>{file.command}</code> <CopyButton text={file.command} label="Copy command" />
        </p>
      </MessageBarBody>
      {onDismiss && (
        <MessageBarActions
          containerAction={
            <Button
              appearance="transparent"
              size="small"
              aria-label="Dismiss"
              icon={<DismissRegular />}
              onClick={onDismiss}
            />
          }
        />
      )}
    </MessageBar>
  );
}
