import { useSearchParams } from 'react-router';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { RECOVER_PANES } from './recover.ts';

const RecoverPane = loadedWhenShown(async () => (await import('./RecoverPane.tsx')).RecoverPane);

/** The pane **Recover**, when the address asks for it or for the one behind its **Select**. */
export function Recover() {
  const [params] = useSearchParams();
  return RECOVER_PANES.includes(params.get('pane') ?? '') && <RecoverPane />;
}
