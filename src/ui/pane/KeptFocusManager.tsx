import { useFocusFinders } from '@fluentui/react-components';

/** Of all hooks that keep the focus manager alive, this one does nothing else. */
export function KeptFocusManager() {
  useFocusFinders();
  return null;
}
