import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import { paths } from '#paths';
import { CopyButton } from '#ui/CopyButton.tsx';
import { RouteLink } from '#ui/RouteLink.tsx';
import type { RoleFile } from './role-plan.ts';

const useStyles = makeStyles({
  root: { marginBlockEnd: tokens.spacingVerticalXXL },
  line: { margin: `${tokens.spacingVerticalXXS} 0 0` },
  command: { overflowWrap: 'anywhere' },
});

/** What to do with the file that was just downloaded. */
export function RoleFileNotice({ file }: { file: RoleFile }) {
  const styles = useStyles();
  return (
    <MessageBar intent="info" layout="multiline" className={styles.root}>
      <MessageBarBody>
        <MessageBarTitle>{file.name} was downloaded</MessageBarTitle>
        <p className={styles.line}>
          Ask someone who may assign roles on the server to deploy it, and then select Revalidate. It can be deployed on
          the page{' '}
          <RouteLink inline to={paths.deploy()}>
            Custom deployment
          </RouteLink>
          , or with the Azure CLI:
        </p>
        <p className={styles.line}>
          <code className={styles.command}>{file.command}</code> <CopyButton text={file.command} label="Copy command" />
        </p>
      </MessageBarBody>
    </MessageBar>
  );
}
