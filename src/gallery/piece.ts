import type { ComponentType } from 'react';

/** A piece of `src/ui` as the gallery shows it. */
export interface Piece {
  /** Its component; also the id of its section and the name of its pictures. */
  name: string;
  /** The files of `src/ui` that are seen in it, without `.tsx`: its own first, then its parts. */
  files: readonly [string, ...string[]];
  /** Its states: examples. */
  States: ComponentType;
}
