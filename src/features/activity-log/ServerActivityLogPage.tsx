import { useParams } from 'react-router';
import { paths } from '#paths';
import { ActivityLogPage } from './ActivityLogPage.tsx';

const SERVICE = 'Azure Database for PostgreSQL flexible server';

/** **Activity log** of one PostgreSQL server. */
export function Component() {
  const { serverId = '' } = useParams();
  return (
    <ActivityLogPage
      resourceId={serverId}
      kind={SERVICE}
      breadcrumb={[
        { label: 'Home', to: paths.home() },
        { label: `${SERVICE}s`, to: paths.servers() },
        { label: serverId.split('/').at(-1) ?? serverId, to: paths.server(serverId) },
      ]}
    />
  );
}
