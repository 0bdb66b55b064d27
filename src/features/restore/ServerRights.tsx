import { Checkbox, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import { RESTORED_OWNER } from '#protocol/restore.ts';
import { useRestoreWizard } from './restore-context.ts';
import { useRestoreStyles } from './restore-styles.ts';

const useStyles = makeStyles({
  options: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start' },
  below: { paddingInlineStart: tokens.spacingHorizontalXXL },
});

/**
 * The rights that a restore into a server runs with, and the rights that it gives; each choice is explained beside it.
 */
export function ServerRights() {
  const { form, dispatch } = useRestoreWizard();
  const styles = useRestoreStyles();
  const own = useStyles();
  const { ownersAndRoles, fullRoles, asAdministrator } = form;
  const change = (changed: Partial<Pick<typeof form, 'ownersAndRoles' | 'fullRoles' | 'asAdministrator'>>) =>
    dispatch({ type: 'rightsChosen', change: changed });
  return (
    <>
      <div className={own.options}>
        <Checkbox
          label="Restore owners and roles"
          checked={ownersAndRoles}
          onChange={(_, { checked }) => change({ ownersAndRoles: checked === true })}
        />
        {ownersAndRoles && (
          <Checkbox
            className={own.below}
            label="Give roles all the rights that they had: superuser, replication, bypassing row-level security, login"
            checked={fullRoles}
            onChange={(_, { checked }) => change({ fullRoles: checked === true })}
          />
        )}
        <Checkbox
          label="Run the restore as the administrator login"
          checked={asAdministrator}
          onChange={(_, { checked }) => change({ asAdministrator: checked === true })}
        />
      </div>
      <MessageBar intent="info" layout="multiline" className={styles.bar}>
        <MessageBarBody>{aboutRoles(ownersAndRoles, fullRoles)}</MessageBarBody>
      </MessageBar>
      <MessageBar intent={asAdministrator ? 'warning' : 'info'} layout="multiline" className={styles.bar}>
        <MessageBarBody>
          <MessageBarTitle>A restore runs code that the source&apos;s owners wrote.</MessageBarTitle>
          {asAdministrator
            ? 'Checks, index expressions and generated columns will run with all rights of the administrator login. Choose this only if you trust everybody who owned objects in the databases.'
            : 'Where the administrator login can make roles, it runs as one without superuser that is made for this restore and removed afterwards. What only a superuser can make, such as event triggers, is left out and named in the job.'}
        </MessageBarBody>
      </MessageBar>
      <MessageBar intent="info" layout="multiline" className={styles.bar}>
        <MessageBarBody>
          Databases come back with their encoding, locale, settings, connection limit and comment. What the server
          cannot take is named by the validation, as far as it can be known before, and by the job; where it does not
          have the encoding, the restore is refused.
        </MessageBarBody>
      </MessageBar>
    </>
  );
}

function aboutRoles(ownersAndRoles: boolean, fullRoles: boolean): string {
  if (!ownersAndRoles)
    return `Databases belong to the administrator login of the server. So does what is in them, unless the login is a superuser: then it belongs to the role ${RESTORED_OWNER}, which nobody can sign in as and which is made where it is missing.`;
  const left = `Roles that the server has are left as they are. What cannot be given to its owner is named in the job, and belongs to the administrator login; where that is a superuser, to the role ${RESTORED_OWNER}, which nobody can sign in as.`;
  return fullRoles
    ? `Roles that the server lacks are made as they were, superusers and their passwords among them. ${left}`
    : `Roles that the server lacks are made with their passwords, but without superuser, replication, bypassing row-level security and login. ${left}`;
}
