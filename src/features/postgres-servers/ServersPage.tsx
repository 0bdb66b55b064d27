import { AddRegular } from '@fluentui/react-icons/svg/add';
import { ShieldAddRegular } from '@fluentui/react-icons/svg/shield-add';
import { useMemo } from 'react';
import { paths } from '#paths';
import { postgresServers } from '#resources/postgres-servers.ts';
import { useGathered } from '#resources/useGathered.ts';
import { useNames } from '#resources/useNames.ts';
import { List } from '#ui/list/List.tsx';
import { useList } from '#ui/list/useList.ts';
import { Page } from '#ui/page/Page.tsx';
import { useNotOffered } from './connect/rights.ts';
import { SERVICE } from './server-address.ts';
import { SERVER_LIST, serverRow } from './server-list.tsx';

/** Every flexible server that the person may see. */
function ServersPage() {
  const query = useGathered(postgresServers.gathered());
  const names = useNames();
  const data = useMemo(() => query.data?.map((server) => serverRow(server, names)), [query.data, names]);
  const gaps = [{ what: 'servers', gaps: query.gaps, onRetry: query.fillGaps }];
  const view = useList(SERVER_LIST, { source: { ...query, data, gaps } });
  const connect = { label: 'Connect a server', to: paths.connectServer(), disabledReason: useNotOffered() };
  return (
    <Page
      breadcrumb={[{ label: 'Home', to: paths.home() }]}
      title={`${SERVICE}s`}
      commands={[
        { key: 'connect', icon: <AddRegular />, primary: true, ...connect },
        { key: 'configure', label: 'Configure backup', icon: <ShieldAddRegular />, to: paths.configureBackup() },
        ...view.commands,
      ]}
    >
      <List view={view} noneAction={connect} />
    </Page>
  );
}

export { ServersPage as Component };
