import { Button, MessageBar, MessageBarBody, MessageBarTitle, Spinner } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { matchPath, useNavigate, useParams } from 'react-router';
import { changeOfServer } from '#protocol/refusals.ts';
import { lastName, type ResourceId } from '#protocol/resource-id.ts';
import { paths, patterns } from '#paths';
import { postgresServers } from '#resources/postgres-servers.ts';
import { useRefusals } from '#resources/useRefusals.ts';
import { useFormStyles } from '#ui/form/form-styles.ts';
import { useHiddenText } from '#ui/page/hidden-text.ts';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { useMoment } from '#ui/wizard/wizard-walk.ts';
import { serverCrumbs, SERVICE } from '../server-address.ts';
import { ConnectionFields } from './ConnectionFields.tsx';
import { formOf, isSameAccess, type ConnectionForm } from './connection-form.ts';
import { focusRefused } from './element-ids.ts';
import { FormPage } from './FormPage.tsx';
import { connectionChange } from './news-of-connections.ts';
import { NOT_CONNECTED_HERE, STILL_ASKING, useNotOffered } from './rights.ts';
import { TestSection } from './TestSection.tsx';
import { useConnectionForm } from './useConnectionForm.ts';

/** **Edit connection**: the address of a connected server, and its login. */
function EditConnectionPage() {
  const { serverId = '' } = useParams();
  const query = useQuery(postgresServers.byId(serverId));
  const frame = {
    breadcrumb: serverCrumbs(serverId),
    title: `${lastName(serverId)} | Edit connection`,
    subtitle: SERVICE,
    closeTo: paths.server(serverId),
  };
  const stored = query.data && formOf(query.data);
  if (stored) return <EditConnection key={serverId} serverId={serverId} stored={stored} frame={frame} />;
  return (
    <FormPage {...frame}>
      <Loadable
        query={query}
        skeleton={<RowsSkeleton rows={5} />}
        what="The server"
        back={{ to: paths.servers(), label: 'Go to all servers' }}
      >
        {() => (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>{NOT_CONNECTED_HERE}</MessageBarBody>
          </MessageBar>
        )}
      </Loadable>
    </FormPage>
  );
}

interface EditConnectionProps {
  serverId: ResourceId;
  /** The service's current values. */
  stored: ConnectionForm;
  frame: Pick<Parameters<typeof FormPage>[0], 'breadcrumb' | 'title' | 'subtitle' | 'closeTo'>;
}

function EditConnection({ serverId, stored, frame }: EditConnectionProps) {
  const styles = useFormStyles();
  const hidden = useHiddenText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [changed, setChanged] = useState<Partial<ConnectionForm>>({});
  const form = { ...stored, ...changed };
  const isPasswordKnown = isSameAccess(form, stored);

  const saving = useMutation({
    ...connectionChange,
    onSuccess: (server) => client.setQueryData(postgresServers.byId(serverId).queryKey, server),
    onError: focusRefused,
  });
  useMoment(saving.isSuccess, () => void navigate(paths.server(serverId), { replace: true }));
  const connection = useConnectionForm({ form, isPasswordKnown, refusal: saving.error });

  const notOffered = useNotOffered();
  const { refused } = useRefusals({ edit: changeOfServer(serverId) });
  const disabledReason = notOffered ?? refused.edit;
  const isUnsaved = !isPasswordKnown || connection.password !== '';
  return (
    <FormPage
      {...frame}
      footer={
        <>
          <ReasonedButton
            appearance="primary"
            icon={saving.isPending ? <Spinner size="tiny" aria-hidden="true" /> : null}
            disabledReason={
              disabledReason ??
              (saving.isPending ? 'The connection is being saved.' : isUnsaved ? undefined : 'Nothing was changed.')
            }
            onClick={() => connection.send((access) => saving.mutate({ id: serverId, access }))}
          >
            Save
          </ReasonedButton>
          <Button appearance="subtle" onClick={() => void navigate(paths.server(serverId))}>
            Cancel
          </Button>
        </>
      }
    >
      <p className={styles.intro}>
        The connection is tested before anything is saved. Backups use the new connection from the next one on.
      </p>
      {disabledReason !== undefined && disabledReason !== STILL_ASKING && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}>
          <MessageBarBody>
            <MessageBarTitle>The connection cannot be changed</MessageBarTitle>
            {disabledReason}
          </MessageBarBody>
        </MessageBar>
      )}
      {saving.error && (
        <div className={styles.bar}>
          <ProblemBar title="The connection was not changed" error={saving.error} />
        </div>
      )}
      <section className={styles.section}>
        <h2 className={styles.heading}>Server details</h2>
        <ConnectionFields
          form={form}
          password={connection.password}
          passwordHint={
            isPasswordKnown
              ? 'Leave it empty to keep the stored password.'
              : 'Required, because the stored password belongs to the previous connection.'
          }
          messageAt={connection.messageAt}
          onChange={(part) => {
            setChanged({ ...changed, ...part });
            connection.edited(Object.keys(part));
          }}
          onPassword={connection.changePassword}
        />
      </section>
      <TestSection
        test={connection.test}
        disabledReason={disabledReason}
        onTest={() => connection.test.start(serverId)}
      />
      <div role="status" className={hidden.root}>
        {connection.announcement}
      </div>
      <LeaveDialog
        title="Leave without saving the connection?"
        isUnsaved={isUnsaved && !saving.isPending && !saving.isSuccess}
        isPartOfIt={(pathname) => matchPath(patterns.serverConnection, pathname) !== null}
        onLeave={() => setChanged({})}
      >
        What you changed on this page will be lost.
      </LeaveDialog>
    </FormPage>
  );
}

export { EditConnectionPage as Component };
