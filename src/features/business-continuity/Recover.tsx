import { useAddress } from '#ui/page/address.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { RECOVER_PANES } from './recover.ts';

const RecoverPane = loadedWhenShown(async () => (await import('./RecoverPane.tsx')).RecoverPane);

/** The pane **Recover**, when the address opens it or the one behind its **Select**. */
export function Recover() {
  const address = useAddress<'pane'>();
  return RECOVER_PANES.includes(address.get('pane') ?? '') && <RecoverPane />;
}
