import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { useAddressPane } from '#ui/pane/useAddressPane.ts';
import { useSession } from '../sign-in/session.ts';

const LaboratoryPane = loadedWhenShown(async () => (await import('./LaboratoryPane.tsx')).LaboratoryPane);

/**
 * The laboratory's pane, where there is a laboratory and the address opens it. Not in the header, which is mounted
 * twice: while the first page loads and after that, and a pane in the first is removed with it.
 */
export function LaboratoryPlace() {
  const { laboratory } = useSession();
  const { isOpen, close } = useAddressPane('laboratory');
  return laboratory && isOpen ? <LaboratoryPane laboratory={laboratory} onClose={close} /> : null;
}
