import { makeStyles } from '@fluentui/react-components';
import { useState } from 'react';
import { FilterPills } from '#ui/grid/FilterPills.tsx';
import { FilterSearch } from '#ui/grid/FilterSearch.tsx';
import { Grid } from '#ui/grid/Grid.tsx';
import type { GridColumn } from '#ui/grid/grid-parts.ts';
import { byNumber, byText, type GridSort } from '#ui/grid/grid-sort.ts';
import { RowMenu } from '#ui/grid/RowMenu.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { SearchField } from '#ui/grid/SearchField.tsx';
import { SelectColumns, selectColumns } from '#ui/grid/SelectColumns.tsx';
import { StaticTable } from '#ui/grid/StaticTable.tsx';
import { useColumnChoice } from '#ui/grid/useColumnChoice.ts';
import { CommandBar } from '#ui/page/CommandBar.tsx';
import { DateTime } from '#ui/text/DateTime.tsx';
import { Example } from '../Example.tsx';
import type { Piece } from '../piece.ts';
import { FEW_SERVERS, nothing, SERVERS, type ServerRow } from '../samples.ts';

const nameOf = ({ name }: ServerRow): string => name;

const COLUMNS: readonly GridColumn<ServerRow>[] = [
  { id: 'name', title: 'Name', cell: nameOf, compare: byText(nameOf) },
  { id: 'group', title: 'Resource group', cell: ({ group }) => group, compare: byText(({ group }) => group) },
  { id: 'version', title: 'Version', width: 96, cell: ({ version }) => version, compare: byNumber(versionOf) },
  { id: 'last', title: 'Last backup', width: 180, cell: ({ lastBackup }) => <DateTime value={lastBackup} /> },
];

const MANY_COLUMNS: readonly GridColumn<ServerRow>[] = Array.from({ length: 12 }, (_, at) => ({
  id: `column-${String(at)}`,
  title: at % 4 === 1 ? 'A title of two lines' : `Column ${String(at + 1)}`,
  cell: at % 2 === 0 ? nameOf : ({ region }) => region,
  compare: byText(nameOf),
}));

const MANY_SERVERS: readonly ServerRow[] = Array.from({ length: 2_000 }, (_, at) => ({
  name: `pg-${String(at + 1)}`,
  version: 13 + (at % 5),
  group: 'rg-fleet',
  region: 'West Europe',
  sizeGB: 32,
}));

function versionOf({ version }: ServerRow): number {
  return version;
}

const useStyles = makeStyles({ box: { display: 'flex', flexDirection: 'column', height: '140px' } });

function GridStates() {
  const styles = useStyles();
  return (
    <>
      <Example state="rows, sorted by name">
        <Servers label="Sorted servers" sort={{ columnId: 'name', direction: 'ascending' }} />
      </Example>
      <Example state="some chosen, one cannot be, with menus">
        <Chosen />
      </Example>
      <Example state="one opened">
        <Expanded />
      </Example>
      <Example state="one of them is to be chosen">
        <OneChosen />
      </Example>
      <Example state="more columns than there is room for">
        <Grid ariaLabel="Wide rows" columns={MANY_COLUMNS} rows={FEW_SERVERS} rowKey={nameOf} minWidth={1_600} />
      </Example>
      <Example state="so many rows that those out of sight are not drawn">
        <div className={styles.box}>
          <Grid ariaLabel="Many servers" columns={COLUMNS} rows={MANY_SERVERS} rowKey={nameOf} />
        </div>
      </Example>
      <Example state="without rows">
        <Grid
          ariaLabel="No servers"
          columns={COLUMNS}
          rows={[]}
          rowKey={nameOf}
          selection={{ selected: new Set(), onChange: nothing, labelOf: nameOf }}
          empty={<p>No servers</p>}
        />
      </Example>
    </>
  );
}

const Servers = ({ label, sort }: { label: string; sort: GridSort }) => (
  <Grid ariaLabel={label} columns={COLUMNS} rows={SERVERS} rowKey={nameOf} sort={sort} />
);

function Chosen() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['pg-customers']));
  return (
    <Grid
      ariaLabel="Chosen servers"
      columns={COLUMNS}
      rows={SERVERS.slice(1)}
      rowKey={nameOf}
      selection={{
        selected,
        onChange: setSelected,
        labelOf: nameOf,
        what: 'servers',
        whyNot: ({ version }) => (version < 14 ? 'Its version is too old.' : undefined),
      }}
      rowActions={({ name }) => <RowMenu label={name} items={[{ label: 'Properties', to: '/properties' }]} />}
    />
  );
}

function Expanded() {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set(['pg-customers']));
  return (
    <Grid
      ariaLabel="Servers with databases"
      columns={COLUMNS}
      rows={FEW_SERVERS}
      rowKey={nameOf}
      expansion={{
        expanded,
        onChange: setExpanded,
        labelOf: ({ name }) => `Databases of ${name}`,
        content: ({ name }) => <p>What belongs to {name}.</p>,
      }}
    />
  );
}

function OneChosen() {
  const [chosen, setChosen] = useState<string | undefined>('pg-customers');
  return (
    <Grid
      ariaLabel="Servers to choose from"
      columns={COLUMNS}
      rows={FEW_SERVERS}
      rowKey={nameOf}
      choice={{ chosen, onChoose: setChosen, labelOf: nameOf }}
    />
  );
}

const RowMenuStates = () => (
  <Example state="one command can be used, one cannot" opens="RowMenu">
    <RowMenu
      label="pg-orders"
      items={[
        { label: 'Back up now', to: '/backup' },
        { label: 'Restore', to: '/restore', disabledReason: 'There is no restore point yet.' },
        { label: 'Properties', to: '/properties' },
      ]}
    />
  </Example>
);

const REGIONS = [
  '',
  'West Europe',
  'North Europe',
  'Germany West Central',
  'France Central',
  'UK South',
  'Sweden Central',
];
const MORE_REGIONS = [
  ...REGIONS,
  'Norway East',
  'Poland Central',
  'Italy North',
  'Spain Central',
  'East US',
  'West US 3',
  'Japan East',
];
const optionsOf = (values: readonly string[]) => values.map((value) => ({ value, label: value || 'All' }));

function FilterPillsStates() {
  return (
    <>
      <Example state="a search, filters and a count">
        <FilterPills
          search={<FilterSearch placeholder="Filter by name" initial="orders" onChange={nothing} />}
          pills={[
            { label: 'Location', value: '', options: optionsOf(REGIONS), onChange: nothing },
            {
              label: 'Resource group',
              value: 'rg-a-resource-group-whose-name-says-everything-about-its-purpose',
              options: optionsOf(['rg-a-resource-group-whose-name-says-everything-about-its-purpose']),
              onChange: nothing,
            },
            { label: 'Status', value: 'Failed', options: optionsOf(['', 'Failed']), onChange: nothing },
          ]}
          count="12 jobs"
        />
      </Example>
      <Example state="a few options" opens="FilterPills-few">
        <Pill label="Location" values={REGIONS} />
      </Example>
      <Example state="so many that they are searched" opens="FilterPills-many">
        <Pill label="Location" values={MORE_REGIONS} />
      </Example>
    </>
  );
}

function Pill({ label, values }: { label: string; values: readonly string[] }) {
  const [value, setValue] = useState('West Europe');
  return <FilterPills pills={[{ label, value, options: optionsOf(values), onChange: setValue }]} />;
}

function SearchFieldStates() {
  const [text, setText] = useState('pg-orders');
  return (
    <>
      <Example state="empty">
        <SearchField placeholder="Filter by name" value="" onChange={nothing} />
      </Example>
      <Example state="with a text">
        <SearchField placeholder="Filter by server" value={text} onChange={setText} />
      </Example>
    </>
  );
}

const CHOOSABLE = [
  { id: 'name', title: 'Name' },
  { id: 'group', title: 'Resource group' },
  { id: 'location', title: 'Location' },
  { id: 'size', title: 'Storage size', isExtra: true },
];

const SelectColumnsStates = () => (
  <Example state="a command that opens a pane" opens="SelectColumns">
    <ColumnsChooser />
  </Example>
);

function ColumnsChooser() {
  const { choice } = useColumnChoice('gallery', CHOOSABLE);
  return (
    <>
      <CommandBar aria-label="Commands of columns" commands={[selectColumns(choice)]} />
      <SelectColumns choice={choice} />
    </>
  );
}

const StaticTableStates = () => (
  <Example state="a few rows, a long text">
    <StaticTable
      ariaLabel="Databases"
      columns={[
        { title: 'Database', cell: ({ name }: ServerRow) => name },
        { title: 'Storage', width: '25%', cell: ({ sizeGB }) => `${sizeGB.toLocaleString('en')} GB` },
        { title: 'Menu', width: 48, isTitleHidden: true, cell: () => '…' },
      ]}
      rows={FEW_SERVERS}
      rowKey={nameOf}
    />
  </Example>
);

export const GRID_PIECES: readonly Piece[] = [
  { name: 'Grid', files: ['grid/Grid', 'grid/GridBody', 'grid/GridRow'], States: GridStates },
  {
    name: 'RowMenu',
    files: ['grid/RowMenu', 'grid/RowMenuList', 'grid/row-menu-parts', 'state/menu-on-demand'],
    States: RowMenuStates,
  },
  {
    name: 'RowsSkeleton',
    files: ['grid/RowsSkeleton'],
    States: () => (
      <Example state="on their way">
        <RowsSkeleton rows={3} />
      </Example>
    ),
  },
  {
    name: 'FilterPills',
    files: ['grid/FilterPills', 'grid/FilterSearch', 'grid/PillMenu', 'grid/SearchPill', 'grid/pill-parts'],
    States: FilterPillsStates,
  },
  { name: 'SearchField', files: ['grid/SearchField'], States: SearchFieldStates },
  { name: 'SelectColumns', files: ['grid/SelectColumns', 'grid/SelectColumnsPane'], States: SelectColumnsStates },
  { name: 'StaticTable', files: ['grid/StaticTable'], States: StaticTableStates },
];
