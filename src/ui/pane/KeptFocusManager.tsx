import { useFocusFinders } from '@fluentui/react-components';

/** Of all hooks that keep the focus manager alive, the one that does nothing else. */
export function KeptFocusManager() {
  useFocusFinders();
  return null;
}
