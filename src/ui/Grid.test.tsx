import { render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { expect, it } from 'vitest';
import { Grid, type GridColumn } from './Grid.tsx';
import { byText } from './grid-sort.ts';

interface Server {
  id: string;
  version: number;
}
const servers: Server[] = [
  { id: 'pg-b', version: 16 },
  { id: 'pg-a', version: 17 },
  { id: 'pg-c', version: 15 },
];
const columns: GridColumn<Server>[] = [
  { id: 'name', title: 'Name', cell: ({ id }) => id, compare: byText(({ id }) => id) },
  {
    id: 'version',
    title: 'Version',
    cell: ({ version }) => version,
    compare: (one, other) => one.version - other.version,
  },
  { id: 'note', title: 'Note', cell: () => '–' },
];

function Servers({ rows = servers }: { rows?: Server[] }) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  return (
    <>
      <Grid
        ariaLabel="Servers"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        selection={{
          selected,
          onChange: setSelected,
          labelOf: ({ id }) => id,
          isSelectable: ({ version }) => version > 15,
        }}
        empty={<p>No servers</p>}
      />
      <output>{[...selected].join()}</output>
    </>
  );
}

const names = () =>
  within(screen.getByRole('table', { name: 'Servers' }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('cell')[1]?.textContent);

it('is sorted by its headers, and says how', async () => {
  const user = userEvent.setup();
  render(<Servers />);
  expect(names()).toEqual(['pg-b', 'pg-a', 'pg-c']);
  await user.click(screen.getByRole('button', { name: 'Name' }));
  expect(names()).toEqual(['pg-a', 'pg-b', 'pg-c']);
  expect(screen.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
  await user.click(screen.getByRole('button', { name: 'Name' }));
  expect(names()).toEqual(['pg-c', 'pg-b', 'pg-a']);
  expect(screen.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending');
  expect(screen.queryByRole('button', { name: 'Note' })).not.toBeInTheDocument();
});

it('chooses rows one by one and all at once, but never one that cannot be chosen', async () => {
  const user = userEvent.setup();
  render(<Servers />);
  const all = screen.getByRole('checkbox', { name: 'Select all rows' });
  await user.click(screen.getByRole('checkbox', { name: 'Select pg-a' }));
  expect(screen.getByRole('status')).toHaveTextContent('pg-a');
  expect(all).toBePartiallyChecked();
  await user.click(all);
  expect(screen.getByRole('status')).toHaveTextContent('pg-a,pg-b');
  expect(all).toBeChecked();
  expect(screen.getByRole('checkbox', { name: 'Select pg-c' })).toBeDisabled();
  await user.click(all);
  expect(screen.getByRole('status')).toBeEmptyDOMElement();
});

it('says what it means that there are no rows', () => {
  render(<Servers rows={[]} />);
  expect(screen.getByText('No servers')).toBeVisible();
  expect(screen.getByRole('checkbox', { name: 'Select all rows' })).toBeDisabled();
});
