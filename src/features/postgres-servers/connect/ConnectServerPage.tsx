import { Button, Field, Input, MessageBar, MessageBarBody, MessageBarTitle, Spinner } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { matchPath, useNavigate } from 'react-router';
import { serverNameProblem } from '#protocol/names.ts';
import { paths, patterns } from '#paths';
import { resourceGroups } from '#resources/resource-groups.ts';
import { usePlaceLists } from '#resources/usePlaceLists.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { useFormStyles } from '#ui/form/form-styles.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { useHiddenText } from '#ui/page/hidden-text.ts';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import { useTabForm } from '#ui/wizard/tab-form.ts';
import { useMoment } from '#ui/wizard/wizard-walk.ts';
import { SERVICE } from '../server-address.ts';
import { ConnectionFields } from './ConnectionFields.tsx';
import { elementIdOf, focusRefused } from './element-ids.ts';
import { FormPage } from './FormPage.tsx';
import {
  emptyServerForm,
  newServerSchema,
  placeProblems,
  reduceServerForm,
  serverIdOf,
  type NewServerForm,
} from './new-server-form.ts';
import { serverConnection } from './news-of-connections.ts';
import { PlaceFields } from './PlaceFields.tsx';
import { STILL_ASKING, useNotOffered } from './rights.ts';
import { TestSection } from './TestSection.tsx';
import { useConnectionForm } from './useConnectionForm.ts';
import { useMissing, useNameTaken, withDefaults } from './useNewServer.ts';

/** **Connect a server**: a PostgreSQL that runs already, so that it can be protected. */
function ConnectServerPage() {
  const styles = useFormStyles();
  const hidden = useHiddenText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const {
    form: kept,
    dispatch,
    discard,
  } = useTabForm({
    key: 'backup-portal.connect-server',
    empty: emptyServerForm,
    schema: newServerSchema,
    reduce: reduceServerForm,
  });
  const lists = usePlaceLists(kept.subscriptionId);
  const form = withDefaults(kept, lists);
  const [leftName, setLeftName] = useState('');

  const connecting = useMutation({
    ...serverConnection,
    onSuccess: discard,
    onError: async (error, { isGroupNew }) => {
      focusRefused(error);
      if (!isGroupNew) return;
      // The group is created before the server is tested, and stays when the test fails.
      const groups = await client.query({ ...resourceGroups.list(form.subscriptionId ?? ''), staleTime: 0 });
      if (groups.some(({ name }) => name === form.group.name)) dispatch({ group: { ...form.group, isNew: false } });
    },
  });
  const connected = connecting.data;
  useMoment(connected !== undefined, () => {
    if (connected) void navigate(paths.connectedServer(connected.id), { replace: true });
  });

  const groupNames = (lists.groups.data ?? []).map(({ name }) => name);
  const connection = useConnectionForm({
    form,
    // While the server is being connected, a new group appears in the list.
    otherProblems: placeProblems(form, {
      groupNames: connecting.isPending ? [] : groupNames,
      isNameTaken: useNameTaken(form, leftName === form.name),
    }),
    refusal: connecting.error,
  });
  const change = (changed: Partial<NewServerForm>) => {
    dispatch(changed);
    connection.edited(Object.keys(changed));
  };
  const notOffered = useNotOffered();
  const missing = useMissing(form);
  const disabledReason = notOffered ?? missing;
  const failedList = [lists.subscriptions, lists.groups, lists.locations].find(({ error }) => error);
  return (
    <FormPage
      breadcrumb={[
        { label: 'Home', to: paths.home() },
        { label: `${SERVICE}s`, to: paths.servers() },
      ]}
      title="Connect a server"
      closeTo={paths.servers()}
      footer={
        <>
          <ReasonedButton
            appearance="primary"
            icon={connecting.isPending ? <Spinner size="tiny" aria-hidden="true" /> : null}
            disabledReason={disabledReason ?? (connecting.isPending ? 'The server is being connected.' : undefined)}
            onClick={() =>
              connection.send((access) =>
                connecting.mutate({
                  id: serverIdOf(form),
                  location: form.region ?? '',
                  isGroupNew: form.group.isNew,
                  access,
                }),
              )
            }
          >
            Connect
          </ReasonedButton>
          <Button appearance="subtle" onClick={() => void navigate(paths.servers())}>
            Cancel
          </Button>
        </>
      }
    >
      <p className={styles.intro}>
        Connect an existing PostgreSQL server, wherever it runs, to back it up. Nothing on the server is changed. The
        password is stored encrypted and is never shown again.
      </p>
      {disabledReason !== undefined && disabledReason !== STILL_ASKING && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}>
          <MessageBarBody>
            <MessageBarTitle>No server can be connected</MessageBarTitle>
            {disabledReason}
          </MessageBarBody>
        </MessageBar>
      )}
      {connecting.error && (
        <div className={styles.bar}>
          <ProblemBar title="The server was not connected" error={connecting.error} />
        </div>
      )}
      {failedList && (
        <div className={styles.bar}>
          <ProblemBar error={failedList.error} onRetry={() => void failedList.refetch()} />
        </div>
      )}
      <PlaceFields form={form} lists={lists} messageAt={connection.messageAt} onChange={change} />
      <section className={styles.section}>
        <h2 className={styles.heading}>Server details</h2>
        <Field
          className={styles.field}
          orientation="horizontal"
          label={labelWithTip(
            'Server name',
            "What the server is called here: 3 to 63 letters and digits with single hyphens between them. It can't be changed later.",
          )}
          required
          {...fieldMessage(connection.messageAt('name') ?? nameMessage(form.name, leftName))}
        >
          <Input
            id={elementIdOf('name')}
            autoComplete="off"
            spellCheck={false}
            value={form.name}
            onChange={(_, { value }) => change({ name: value.trim() })}
            onBlur={() => setLeftName(form.name)}
          />
        </Field>
        <ConnectionFields
          form={form}
          password={connection.password}
          messageAt={connection.messageAt}
          onChange={change}
          onPassword={connection.changePassword}
        />
      </section>
      <TestSection
        test={connection.test}
        disabledReason={disabledReason}
        onTest={() => connection.test.start(serverIdOf(form))}
      />
      <div role="status" className={hidden.root}>
        {connection.announcement}
      </div>
      <LeaveDialog
        title="Leave without connecting the server?"
        isUnsaved={(form.touched || connection.password !== '') && !connecting.isPending && !connected}
        isPartOfIt={(pathname) => matchPath(patterns.connectServer, pathname) !== null}
        onLeave={discard}
      >
        What you entered on this page will be lost.
      </LeaveDialog>
    </FormPage>
  );
}

/** A problem with a name is shown when the person has left the field, before any button is pressed. */
const nameMessage = (name: string, leftName: string): string | undefined =>
  name !== '' && name === leftName ? serverNameProblem(name) : undefined;

export { ConnectServerPage as Component };
