import { useQuery } from '@tanstack/react-query';
import type { ResourceId } from '#protocol/resource-id.ts';
import { deployments } from '#resources/deployments.ts';
import { StaticTable } from '#ui/grid/StaticTable.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { useDeployStyles } from './deploy-styles.ts';
import { resourceRows, type ResourceRow } from './outcome.ts';

type Validated = Parameters<typeof resourceRows>[0];

/** What a template will make. */
export const PlannedResources = ({ validated }: { validated: Validated }) => (
  <StaticTable
    ariaLabel="Resources"
    columns={COLUMNS}
    rows={resourceRows(validated, [])}
    rowKey={({ id: key }) => key}
  />
);

interface DeployedResourcesProps {
  id: ResourceId;
  validated: Validated;
  isRunning: boolean;
}

/** The result of each resource of a deployment that has begun. */
export function DeployedResources({ id, validated, isRunning }: DeployedResourcesProps) {
  const operations = deployments.operations(id);
  const { data } = useQuery({ ...operations, ...(!isRunning && { refetchInterval: false as const }) });
  return (
    <StaticTable
      ariaLabel="Resources"
      columns={[...COLUMNS, FATE]}
      rows={resourceRows(validated, data)}
      rowKey={({ id: key }) => key}
    />
  );
}

const COLUMNS = [
  { title: 'Resource', cell: (row: ResourceRow) => row.name },
  { title: 'Type', cell: (row: ResourceRow) => row.type },
  { title: 'In', cell: (row: ResourceRow) => row.place, width: '14%' },
];
const FATE = { title: 'Status', cell: (row: ResourceRow) => <Fate row={row} />, width: '36%' };

function Fate({ row: { status, problems } }: { row: ResourceRow }) {
  const styles = useDeployStyles();
  if (!status) return '–';
  return (
    <>
      <StatusText {...status} />
      {problems.map(({ code, message }) => (
        <p key={code + message} className={styles.problem}>
          {message} ({code})
        </p>
      ))}
    </>
  );
}
