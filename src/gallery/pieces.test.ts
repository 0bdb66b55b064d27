import { expect, it } from 'vitest';
import { PIECES } from './pieces.ts';

/** Component files of `src/ui` that are in no section, each with why. */
const NOT_SHOWN: Readonly<Record<string, string>> = {
  'pane/KeptFocusManager': 'draws nothing; panes are open and closed in the gallery with it',
  'pane/focus-manager': 'draws nothing: it keeps the one above',
  'text/NextBackup': 'draws a DateTime, which has a section',
  'state/loaded-when-shown': 'draws what it loads; Select columns and Change scope come through it',
  'wizard/AtStep': 'draws nothing: it reads the step from the address',
};

const files = Object.keys(import.meta.glob('../ui/*/*.tsx'))
  .filter((path) => !path.endsWith('.test.tsx'))
  .map((path) => path.slice('../ui/'.length, -'.tsx'.length));
const shown = PIECES.flatMap((piece) => piece.files);

it('has every component of src/ui in a section', () => {
  expect(files.filter((file) => !shown.includes(file) && NOT_SHOWN[file] === undefined)).toEqual([]);
});

it('names no file that is gone', () => {
  expect([...shown, ...Object.keys(NOT_SHOWN)].filter((file) => !files.includes(file))).toEqual([]);
});

it('leaves out nothing that is shown', () => {
  expect(shown.filter((file) => NOT_SHOWN[file] !== undefined)).toEqual([]);
});

it('has a name for each section', () => {
  const names = PIECES.map(({ name }) => name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
