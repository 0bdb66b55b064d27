import { useFocusFinders } from '@fluentui/react-components';

/**
 * Keeps Fluent's focus manager in use. It is disposed with its last user, and if that is a pane that closes, the page
 * behind the pane stays hidden from screen readers for ever.
 */
export function FocusKeeper() {
  useFocusFinders();
  return null;
}
