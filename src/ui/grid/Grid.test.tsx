import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Grid } from './Grid.tsx';
import type { GridColumn } from './grid-parts.ts';
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
          whyNot: ({ version }) => (version > 15 ? undefined : 'Its version is too old.'),
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

describe('of many rows', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => ({ id: `pg-${at}`, version: at % 10 === 0 ? 15 : 16 }));
  const table = () => screen.getByRole('table', { name: 'Servers' });
  const drawn = () => within(table()).getAllByRole('row').slice(1);
  const numbers = () => drawn().map((row) => Number(row.getAttribute('aria-rowindex')));
  const scrollTo = (top: number) => {
    // What scrolls has no role of its own.
    // eslint-disable-next-line testing-library/no-node-access
    const box = table().parentElement as HTMLElement;
    box.scrollTop = top;
    fireEvent.scroll(box);
  };
  // jsdom has no layout: the grid's box is a screen high, and its content as high as its rows.
  beforeEach(() => {
    vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(768);
    vi.spyOn(Element.prototype, 'scrollHeight', 'get').mockReturnValue(36 * 10_001);
  });

  function Many({ drawn = () => undefined }: { drawn?: (id: string) => void }) {
    const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
    const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
    const [columnsOnce] = useState<GridColumn<Server>[]>([
      {
        id: 'name',
        title: 'Name',
        cell: ({ id }) => {
          drawn(id);
          return id;
        },
        compare: byText(({ id }) => id),
      },
    ]);
    return (
      <>
        <Grid
          ariaLabel="Servers"
          columns={columnsOnce}
          rows={many}
          rowKey={({ id }) => id}
          selection={{
            selected,
            onChange: setSelected,
            labelOf: ({ id }) => id,
            what: 'servers',
            whyNot: ({ version }) => (version > 15 ? undefined : 'Its version is too old.'),
          }}
          expansion={{
            expanded,
            onChange: setExpanded,
            labelOf: ({ id }) => `Databases of ${id}`,
            content: ({ id }) => `inside ${id}`,
          }}
        />
        <output>{selected.size}</output>
      </>
    );
  }

  it('draws those in sight, and says how many there are', () => {
    render(<Many />);
    expect(table()).toHaveAttribute('aria-rowcount', '10001');
    expect(drawn().length).toBeLessThan(60);
    expect(numbers()[0]).toBe(2);
    scrollTo(36 * 5_000);
    expect(numbers()).toContain(5_002);
    expect(numbers()).not.toContain(2);
    expect(drawn().length).toBeLessThan(60);
    scrollTo(36 * 10_000);
    expect(numbers().at(-1)).toBe(10_001);
  });

  it('chooses all that can be chosen, whether drawn or not, and says how many', async () => {
    const user = userEvent.setup();
    render(<Many />);
    await user.click(screen.getByRole('checkbox', { name: 'Select all 9,000 servers' }));
    expect(screen.getByRole('status')).toHaveTextContent('9000');
    const refused = screen.getByRole('checkbox', { name: 'Select pg-0' });
    expect(refused).toBeDisabled();
    expect(refused).toHaveAccessibleDescription('Its version is too old.');
  });

  it('draws one row again when one is ticked', async () => {
    const again: string[] = [];
    const user = userEvent.setup();
    render(<Many drawn={(id) => again.push(id)} />);
    again.length = 0;
    await user.click(screen.getByRole('checkbox', { name: 'Select pg-5' }));
    expect(new Set(again)).toEqual(new Set(['pg-5']));
  });

  it('is walked through with the keys, past what cannot be chosen, to its very end', async () => {
    const user = userEvent.setup();
    render(<Many />);
    screen.getByRole('checkbox', { name: 'Select pg-9' }).focus();
    await user.keyboard('{ArrowDown}');
    expect(screen.getByRole('checkbox', { name: 'Select pg-11' })).toHaveFocus();
    await user.keyboard('{ArrowUp}{ArrowUp} ');
    expect(screen.getByRole('checkbox', { name: 'Select pg-8' })).toBeChecked();
    await user.keyboard('{End}');
    expect(screen.getByRole('checkbox', { name: 'Select pg-9999' })).toHaveFocus();
    await user.keyboard('{PageUp}{Home}');
    expect(screen.getByRole('checkbox', { name: 'Select pg-1' })).toHaveFocus();
  });

  it('keeps the focus when its row scrolls away', () => {
    render(<Many />);
    const box = screen.getByRole('checkbox', { name: 'Select pg-3' });
    act(() => box.focus());
    scrollTo(36 * 7_000);
    expect(numbers()).toContain(7_002);
    expect(box).toHaveFocus();
    act(() => box.blur());
    scrollTo(36 * 8_000);
    expect(box).not.toBeInTheDocument();
  });

  it('ticks from one row to another with Shift', async () => {
    const user = userEvent.setup();
    render(<Many />);
    await user.click(screen.getByRole('checkbox', { name: 'Select pg-8' }));
    await user.keyboard('{Shift>}');
    await user.click(screen.getByRole('checkbox', { name: 'Select pg-12' }));
    await user.keyboard('{/Shift}');
    expect(screen.getByRole('status')).toHaveTextContent('4');
    expect(screen.getByRole('checkbox', { name: 'Select pg-10' })).not.toBeChecked();
  });

  it('opens a row in the middle of the others', async () => {
    const user = userEvent.setup();
    render(<Many />);
    await user.click(screen.getByRole('button', { name: 'Databases of pg-2' }));
    expect(drawn()[3]).toHaveTextContent('inside pg-2');
    expect(table()).toHaveAttribute('aria-rowcount', '10002');
    expect(drawn()[4]).toHaveAttribute('aria-rowindex', '6');
  });

  describe('whose rows change', () => {
    const title = ({ id }: Server) => `Server ${id}`;
    const [byTitle] = [[{ id: 'name', title: 'Name', cell: title, compare: byText(title) }]];
    const menu = ({ id }: Server) => <Toggle name={id} />;
    function Toggle({ name }: { name: string }) {
      const [isOpen, setOpen] = useState(false);
      return (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => {
            setOpen(!isOpen);
          }}
        >
          Menu of {name}
        </button>
      );
    }
    const grid = (rows: Server[]) => (
      <Grid
        ariaLabel="Servers"
        columns={byTitle}
        rows={rows}
        rowKey={({ id }) => id}
        selection={{ selected: new Set(), onChange: () => undefined, labelOf: ({ id }) => id }}
        rowActions={menu}
      />
    );
    const odd = many.filter((_, at) => at % 2 === 1);

    it('draws other rows into the elements that are there', () => {
      const { rerender } = render(grid(many));
      const before = new Set(drawn());
      rerender(grid(odd));
      expect(drawn()[4]).toHaveTextContent('Server pg-9');
      expect(drawn().filter((row) => before.has(row)).length).toBe(drawn().length);
    });

    it('never hands an open menu to another row', async () => {
      const user = userEvent.setup();
      const { rerender } = render(grid(many));
      const button = screen.getByRole('button', { name: 'Menu of pg-2' });
      await user.click(button);
      act(() => {
        button.blur();
      });
      rerender(grid(odd));
      expect(screen.queryByRole('button', { expanded: true })).not.toBeInTheDocument();
    });

    it('never moves the focus to another row: it is gone with its own', () => {
      const { rerender } = render(grid(many));
      act(() => {
        screen.getByRole('checkbox', { name: 'Select pg-2' }).focus();
      });
      rerender(grid(odd));
      expect(document.body).toHaveFocus();
    });

    it('keeps the focus in a row that has moved', () => {
      const { rerender } = render(grid(many));
      const box = screen.getByRole('checkbox', { name: 'Select pg-3' });
      act(() => {
        box.focus();
      });
      rerender(grid(odd.toReversed()));
      expect(box).toHaveFocus();
      expect(box).toHaveAccessibleName('Select pg-3');
    });
  });
});
