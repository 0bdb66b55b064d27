import type { Piece } from './piece.ts';
import { FORM_PIECES } from './pieces/form.tsx';
import { GRID_PIECES } from './pieces/grid.tsx';
import { LIST_PIECES } from './pieces/list.tsx';
import { PAGE_PIECES } from './pieces/page.tsx';
import { PANE_PIECES } from './pieces/pane.tsx';
import { STATE_PIECES } from './pieces/state.tsx';
import { TEXT_PIECES } from './pieces/text.tsx';
import { WIZARD_PIECES } from './pieces/wizard.tsx';

/** All that the gallery shows, folder by folder. */
export const PIECES: readonly Piece[] = [
  ...GRID_PIECES,
  ...LIST_PIECES,
  ...WIZARD_PIECES,
  ...PANE_PIECES,
  ...FORM_PIECES,
  ...STATE_PIECES,
  ...PAGE_PIECES,
  ...TEXT_PIECES,
];
