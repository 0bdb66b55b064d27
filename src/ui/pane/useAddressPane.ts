import { useMemo } from 'react';
import { useAddress } from '#ui/page/address.ts';

/** A pane of the page, kept in the address: `?pane=`. Filters stay as they are. The functions are new after each visit only. */
export function useAddressPane(name: string): { isOpen: boolean; open: () => void; close: () => void } {
  const address = useAddress<'pane'>();
  return useMemo(
    () => ({
      isOpen: address.get('pane') === name,
      open: () => {
        address.show({ pane: name });
      },
      close: () => {
        address.show({ pane: undefined });
      },
    }),
    [address, name],
  );
}
