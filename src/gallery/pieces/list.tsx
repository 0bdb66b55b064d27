import { DatabaseRegular } from '@fluentui/react-icons/svg/database';
import { List } from '#ui/list/List.tsx';
import { columnsOf } from '#ui/list/list-column.tsx';
import { useList, type ListDeclaration, type ListSource } from '#ui/list/useList.ts';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { CommandBar } from '#ui/page/CommandBar.tsx';
import { Example } from '../Example.tsx';
import type { Piece } from '../piece.ts';
import { answered, failed, nothing, SERVERS, UNANSWERED, WAITING, type ServerRow } from '../samples.ts';

const listOf = (title: string): ListDeclaration<ServerRow> => ({
  id: 'gallery-servers',
  what: ['server', 'servers'],
  title,
  whole: 'Servers',
  columns: COLUMNS,
  rowKey: ({ name }) => name,
  order: { columnId: 'name', direction: 'ascending' },
  search: { placeholder: `Filter ${title} by name`, in: ({ name }) => [name] },
  filters: FILTERS,
  rowMenu: ({ name }) => <RowMenu label={name} items={[{ label: 'Properties', to: '/properties' }]} />,
  picture: <DatabaseRegular />,
  none: { heading: 'No servers', text: 'Connect a server to back it up.' },
});

const COLUMNS = columnsOf<ServerRow>([
  { id: 'name', title: 'Name', text: ({ name }) => name, address: ({ name }) => `/servers/${name}` },
  { id: 'group', title: 'Resource group', text: ({ group }) => group },
  { id: 'size', title: 'Storage (GB)', width: 110, number: ({ sizeGB }) => sizeGB },
  { id: 'last', title: 'Last backup', width: 180, time: ({ lastBackup }) => lastBackup },
]);

const FILTERS = [{ id: 'location', label: 'Location', of: ({ region }: ServerRow) => region }];

interface ShownProps {
  title: string;
  source: ListSource<ServerRow>;
  withCommands?: boolean;
  action?: string;
}

function Shown({ title, source, withCommands = false, action }: ShownProps) {
  const view = useList(listOf(title), { source });
  return (
    <>
      {withCommands && <CommandBar aria-label={`Commands of ${title}`} commands={view.commands} />}
      <List view={view} {...(action !== undefined && { noneAction: { label: action, onClick: nothing } })} />
    </>
  );
}

const GAPS = [
  {
    what: 'servers',
    gaps: ['Production', 'Staging', 'Development', 'Sandbox'].map((name) => ({ place: { name }, error: UNANSWERED })),
    onRetry: nothing,
  },
];

const ListStates = () => (
  <>
    <Example state="rows, and the commands of every list">
      <Shown title="Servers" source={answered(SERVERS)} withCommands />
    </Example>
    <Example state="on its way">
      <Shown title="Coming servers" source={WAITING} />
    </Example>
    <Example state="more rows are on their way">
      <Shown title="Arriving servers" source={{ ...answered(SERVERS.slice(0, 1)), isComplete: false }} />
    </Example>
    <Example state="failed">
      <Shown title="Failed servers" source={failed(UNANSWERED)} />
    </Example>
    <Example state="none, and some places did not answer">
      <Shown title="Gaps" source={{ ...answered([]), gaps: GAPS }} />
    </Example>
    <Example state="none">
      <Shown title="No servers" source={answered([])} action="Connect a server" />
    </Example>
    <Example state="none that the filters leave" at="/?q=nowhere&location=West%20Europe">
      <Shown title="Filtered servers" source={answered(SERVERS)} />
    </Example>
  </>
);

export const LIST_PIECES: readonly Piece[] = [
  {
    name: 'List',
    files: ['list/List', 'list/ListSkeleton', 'list/list-column', 'list/list-commands'],
    States: ListStates,
  },
];
