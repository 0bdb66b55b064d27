import { ArrowClockwiseRegular } from '@fluentui/react-icons/svg/arrow-clockwise';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { selectColumns } from '#ui/grid/SelectColumns.tsx';
import type { ColumnChoice } from '#ui/grid/useColumnChoice.ts';
import type { Command } from '#ui/page/CommandBar.tsx';
import type { ListColumn } from './list-column.tsx';

/** How a list is saved, where the portal has its own words for it. */
export interface ListFile {
  /** The name of the file. */
  name: string;
  label: string;
  /** Why there is no file when there are no rows. */
  none: string;
}

interface CommandFacts<Row> {
  /** The plural name of the rows. */
  many: string;
  file: ListFile;
  columns: readonly ListColumn<Row>[];
  choice: ColumnChoice;
  count: number;
  /** In their order; called when they are saved. */
  rows: () => readonly Row[];
  isLoaded: boolean;
  isArriving: boolean;
  refresh: () => void;
}

/** The commands of every list: **Refresh**, **Select columns** and **Export to CSV**. */
export function listCommands<Row>(facts: CommandFacts<Row>): Command[] {
  const { columns, file, rows, refresh, choice, count, many } = facts;
  return [
    { key: 'refresh', label: 'Refresh', icon: <ArrowClockwiseRegular />, onClick: refresh },
    selectColumns(choice),
    {
      key: 'export',
      label: file.label,
      icon: <ArrowDownloadRegular />,
      onClick: () => {
        void import('./list-file.ts').then(({ saveList }) => {
          saveList(file.name, columns, rows());
        });
      },
      disabledReason: whyNoFile(facts),
      hint: `Saves the ${String(count)} ${many} that match the filters.`,
    },
  ];
}

function whyNoFile<Row>({ many, isLoaded, isArriving, count, file }: CommandFacts<Row>): string | undefined {
  if (!isLoaded) return `The ${many} are not loaded.`;
  if (isArriving) return `More ${many} are still loading.`;
  return count === 0 ? file.none : undefined;
}
