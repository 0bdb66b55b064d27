import type { KeyboardEvent } from 'react';

/**
 * The keys of tab lists and toolbars: arrows, Home and End move the focus among the elements that match `selector` in
 * the parent of the focused one. Only the focus moves; Enter does what the element does.
 */
export const walkWithArrows = (selector: string) => (event: KeyboardEvent<HTMLElement>) => {
  const stops = [...(event.currentTarget.parentElement?.querySelectorAll<HTMLElement>(selector) ?? [])];
  const at = stops.indexOf(event.currentTarget);
  const targets: Partial<Record<string, number>> = {
    ArrowLeft: (at - 1 + stops.length) % stops.length,
    ArrowRight: (at + 1) % stops.length,
    Home: 0,
    End: stops.length - 1,
  };
  const target = targets[event.key];
  if (target === undefined) return;
  event.preventDefault();
  stops[target]?.focus();
};
