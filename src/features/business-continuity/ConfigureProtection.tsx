import { loadedWhenShown } from '#ui/loaded-when-shown.tsx';
import { useAddressPane } from '#ui/useAddressPane.ts';

const ConfigureProtectionPane = loadedWhenShown(
  async () => (await import('./ConfigureProtectionPane.tsx')).ConfigureProtectionPane,
);

/** The pane **Configure protection**, when the address asks for it. */
export function ConfigureProtection() {
  const pane = useAddressPane('configure-protection');
  return pane.isOpen && <ConfigureProtectionPane open onClose={pane.close} />;
}
