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
import { paths } from '#paths';
import { CopyButton } from '#ui/CopyButton.tsx';
import { RouteLink } from '#ui/RouteLink.tsx';
import { useWizardStyles } from '../wizard-styles.ts';
import { planWords } from './grant-plan.ts';
import type { RoleFile } from './role-file.ts';

const useStyles = makeStyles({
  line: { margin: `${tokens.spacingVerticalXXS} 0 0` },
  command: { overflowWrap: 'anywhere' },
});

interface RoleFileNoticeProps {
  file: RoleFile;
  onDismiss: () => void;
}

/** What to do with the file that was just downloaded. */
export function RoleFileNotice({ file, onDismiss }: RoleFileNoticeProps) {
  const wizard = useWizardStyles();
  const styles = useStyles();
  return (
    <MessageBar intent="info" layout="multiline" className={wizard.bar}>
      <MessageBarBody>
        <MessageBarTitle>{file.name} was downloaded</MessageBarTitle>
        <p className={styles.line}>
          It makes {planWords(file.needs)}. Ask someone who may assign roles there to deploy it, and then select
          Revalidate. It can be deployed on the page{' '}
          <RouteLink inline to={paths.deploy()}>
            Custom deployment
          </RouteLink>
          , or with the Azure CLI:
        </p>
        <p className={styles.line}>
          <code className={styles.command}>{file.command}</code> <CopyButton text={file.command} label="Copy command" />
        </p>
      </MessageBarBody>
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
    </MessageBar>
  );
}
