/** The height of the rows of lists. */
import { keptChoice, useKept } from '#ui/state/kept.ts';

export const DENSITIES = ['comfortable', 'compact'] as const;
export type Density = (typeof DENSITIES)[number];

export const density = keptChoice('density', DENSITIES);

/** Pixels: the portal's row with its hairline, and one text line with the smallest padding that a finger can hit. */
const ROW_HEIGHTS: Record<Density, number> = { comfortable: 36, compact: 28 };

/** The document's property that holds the height of a row: panes are outside of the page's elements. */
const PROPERTY = '--row-height';

/** The height of a list's row, as a style has it. */
export const ROW_HEIGHT = `var(${PROPERTY}, ${ROW_HEIGHTS.comfortable}px)`;

/** The same in pixels, to calculate the rows that are not drawn. */
export const useRowHeight = (): number => ROW_HEIGHTS[useKept(density)];

export function showDensity(chosen: Density): void {
  document.documentElement.style.setProperty(PROPERTY, `${ROW_HEIGHTS[chosen]}px`);
}
