import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';

type LoadedWhenShown<Props> = ComponentType<Props> & {
  /** Loads it before it is shown. */
  load: () => Promise<unknown>;
};

/**
 * A component whose code is loaded when it is first shown; `waiting` replaces it until then: `const Pane =
 * loadedWhenShown(async () => (await import('./Pane.tsx')).Pane)`. For code that the first view of a page does not
 * need: panes, dialogs, later steps.
 */
export function loadedWhenShown<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  waiting: ReactNode = null,
): LoadedWhenShown<Props> {
  const Loaded = lazy(async () => ({ default: await load() })) as unknown as ComponentType<Props>;
  const Shown = (props: Props) => (
    <Suspense fallback={waiting}>
      <Loaded {...props} />
    </Suspense>
  );
  return Object.assign(Shown, { load });
}
