import { Button, Field, Input, MessageBar, MessageBarBody, MessageBarTitle, Spinner } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { matchPath, useNavigate } from 'react-router';
import { serverNameProblem } from '#protocol/names.ts';
import { resourceGroupScope, subscriptionScope } from '#protocol/resource-id.ts';
import { paths, patterns } from '#paths';
import { postgresServers } from '#resources/postgres-servers.ts';
import { resourceGroups } from '#resources/resource-groups.ts';
import { locations, subscriptions } from '#resources/subscriptions.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { useFormStyles } from '#ui/form/form-styles.ts';
import { useHiddenText } from '#ui/page/hidden-text.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { ReasonedButton } from '#ui/form/ReasonedButton.tsx';
import { useTabForm } from '#ui/wizard/tab-form.ts';
import { useMoment } from '#ui/wizard/wizard-steps.ts';
import { SERVICE } from '../server-address.ts';
import { ConnectionFields } from './ConnectionFields.tsx';
import {
  emptyServerForm,
  isServerForm,
  placeProblems,
  reduceServerForm,
  serverIdOf,
  type NewServerForm,
} from './connection-form.ts';
import { elementIdOf, focusRefused } from './element-ids.ts';
import { FormPage } from './FormPage.tsx';
import { serverConnection } from './news-of-connections.ts';
import { PlaceFields } from './PlaceFields.tsx';
import { STILL_ASKING, useMissingAction, useNotOffered, WRITE_GROUP, WRITE_SERVER } from './rights.ts';
import { TestSection } from './TestSection.tsx';
import { useConnectionForm } from './useConnectionForm.ts';

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
  } = useTabForm<NewServerForm, Partial<NewServerForm>>({
    key: 'backup-portal.connect-server',
    empty: emptyServerForm,
    isForm: isServerForm,
    reduce: reduceServerForm,
  });
  const lists = useLists(kept.subscriptionId);
  const form = withDefaults(kept, lists);
  const [leftName, setLeftName] = useState('');

  const connecting = useMutation({
    ...serverConnection,
    onSuccess: discard,
    onError: async (error, { isGroupNew }) => {
      focusRefused(error);
      if (!isGroupNew) return;
      // The group is made before the server is asked, and stays when the server refuses.
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
    // While it is made, a new group comes into the list.
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
  const failedList = Object.values(lists).find(({ error }) => error);
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
            icon={connecting.isPending ? <Spinner size="tiny" /> : null}
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
        Connect a PostgreSQL server that runs already, wherever it is, to back it up. Nothing on the server is changed.
        The password is stored encrypted and is never shown again.
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
      <PlaceFields
        form={form}
        lists={{
          subscriptions: lists.subscriptions.data,
          groups: lists.groups.data,
          locations: lists.locations.data,
        }}
        messageAt={connection.messageAt}
        onChange={change}
      />
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

/** What is wrong with a name is told when one has left it, before any button is pressed. */
const nameMessage = (name: string, leftName: string): string | undefined =>
  name !== '' && name === leftName ? serverNameProblem(name) : undefined;

/** What fills the fields; groups and regions are those of the subscription. */
function useLists(chosen: string | undefined) {
  const all = useQuery(subscriptions.list());
  const subscriptionId = chosen ?? all.data?.[0]?.subscriptionId;
  const enabled = subscriptionId !== undefined;
  return {
    subscriptions: all,
    groups: useQuery({ ...resourceGroups.list(subscriptionId ?? ''), enabled }),
    locations: useQuery({ ...locations.list(subscriptionId ?? ''), enabled }),
  };
}

/** The first subscription, and the region of the group, stand there as long as nothing else was chosen. */
function withDefaults(form: NewServerForm, lists: ReturnType<typeof useLists>): NewServerForm {
  const group = form.group.isNew ? undefined : lists.groups.data?.find(({ name }) => name === form.group.name);
  return {
    ...form,
    subscriptionId: form.subscriptionId ?? lists.subscriptions.data?.[0]?.subscriptionId,
    region: form.region ?? group?.location,
  };
}

/** Whether the group has a server of that name; one that is new has none, and a wrong name need not be asked for. */
function useNameTaken(form: NewServerForm, isLeft: boolean): boolean {
  const isAskable = isLeft && !form.group.isNew && form.group.name !== '' && serverNameProblem(form.name) === undefined;
  const { data = false } = useQuery({ ...postgresServers.exists(serverIdOf(form)), enabled: isAskable });
  return isAskable && data;
}

/** The right that is missing where the server is to stand, in a sentence. */
function useMissing({ subscriptionId, group }: NewServerForm): string | undefined {
  const subscription = subscriptionId === undefined ? '' : subscriptionScope(subscriptionId);
  const isThere = !group.isNew && group.name !== '';
  const missing = useMissingAction(
    isThere && subscriptionId !== undefined ? resourceGroupScope(subscriptionId, group.name) : subscription,
    group.isNew ? [WRITE_GROUP, WRITE_SERVER] : [WRITE_SERVER],
  );
  if (missing === undefined) return undefined;
  return isThere
    ? `You need the permission ${missing} at the resource group '${group.name}'. ${WHO_HAS_IT}`
    : `You need the permission ${missing} at this subscription, or choose a resource group where you have it. ${WHO_HAS_IT}`;
}

const WHO_HAS_IT = 'Contributors and Owners have it.';

export { ConnectServerPage as Component };
