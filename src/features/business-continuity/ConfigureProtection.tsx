import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';

const ConfigureProtectionPane = loadedWhenShown(
  async () => (await import('./ConfigureProtectionPane.tsx')).ConfigureProtectionPane,
);

/** The pane **Configure protection**, when the address opens it. */
export function ConfigureProtection() {
  const pane = useAddressPane('configure-protection');
  return pane.isOpen && <ConfigureProtectionPane open onClose={pane.close} />;
}
