import { ColumnTripleEditRegular } from '@fluentui/react-icons/svg/column-triple-edit';
import type { Command } from '#ui/page/CommandBar.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import type { ColumnChoice } from './useColumnChoice.ts';

const SelectColumnsPane = loadedWhenShown(async () => (await import('./SelectColumnsPane.tsx')).SelectColumnsPane);

/** The command **Select columns** of a list. */
export const selectColumns = ({ pane }: ColumnChoice): Command => ({
  key: 'columns',
  label: 'Select columns',
  icon: <ColumnTripleEditRegular />,
  onClick: pane.open,
});

/** Its pane, when the address opens it. */
export const SelectColumns = ({ choice }: { choice: ColumnChoice }) =>
  choice.pane.isOpen && <SelectColumnsPane choice={choice} />;
