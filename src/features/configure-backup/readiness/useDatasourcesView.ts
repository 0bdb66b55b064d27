import { useState } from 'react';
import type { StateGroup } from './state-groups.ts';

/** The person's view of the list of servers: kept while they go to other steps and come back. */
export interface DatasourcesView {
  /** By key. */
  ticked: ReadonlySet<string>;
  setTicked: (ticked: ReadonlySet<string>) => void;
  /** Only rows in this state are shown; all when undefined. */
  shown: StateGroup | undefined;
  show: (group: StateGroup | undefined) => void;
}

export function useDatasourcesView(): DatasourcesView {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [shown, show] = useState<StateGroup>();
  return { ticked, setTicked, shown, show };
}
