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
import { useQuery } from '@tanstack/react-query';
import { idKey } from '#protocol/resource-id.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { noticeLines } from './draft-notices.ts';
import { useWizard } from './wizard-context.ts';
import { useWizardStyles } from './wizard-styles.ts';

const useStyles = makeStyles({
  body: { paddingBlock: tokens.spacingVerticalS, overflowWrap: 'anywhere' },
  line: { margin: `${tokens.spacingVerticalXXS} 0 0` },
});

/**
 * At the top of a step: what the last change reset, until it is dismissed, and what no longer fits, until it is
 * corrected.
 */
export function DraftNotices() {
  const { draft, dispatch, facts, vault, servers } = useWizard();
  const styles = useStyles();
  const wizard = useWizardStyles();
  const { data: instances } = useQuery({
    ...backupInstances.list(draft.vaultId ?? ''),
    enabled: draft.vaultId !== undefined,
  });
  const lines = noticeLines(draft, { vault, servers, instances, policyIsGone: facts.policyIsGone });
  const unfit = new Map(lines.flatMap((line) => line.unfit ?? []).map((id) => [idKey(id), id]));
  if (lines.length === 0) return null;
  return (
    <MessageBar intent="warning" layout="multiline" className={wizard.bar}>
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>Some of your choices need attention</MessageBarTitle>
        {lines.map(({ text }) => (
          <p key={text} className={styles.line}>
            {text}
          </p>
        ))}
      </MessageBarBody>
      <MessageBarActions
        {...(lines.some((line) => line.canBeRead) && {
          containerAction: (
            <Button
              appearance="transparent"
              icon={<DismissRegular />}
              aria-label="Dismiss"
              onClick={() => dispatch({ type: 'noticesRead' })}
            />
          ),
        })}
      >
        {unfit.size > 0 && (
          <Button size="small" onClick={() => dispatch({ type: 'serversRemoved', serverIds: [...unfit.values()] })}>
            {unfit.size === 1 ? 'Remove this server' : `Remove these ${String(unfit.size)} servers`}
          </Button>
        )}
      </MessageBarActions>
    </MessageBar>
  );
}
