import { useSearchParams } from 'react-router';

interface AddressFilters<Name extends string> {
  /** Empty where the address does not filter. */
  filters: Record<Name, string>;
  change: (name: Name, value: string) => void;
  clear: () => void;
}

/** The filters of a page's list, kept in the address. Changing one adds no step to the browser's history. */
export function useAddressFilters<Name extends string>(names: readonly Name[]): AddressFilters<Name> {
  const [params, setParams] = useSearchParams();
  const write = (values: readonly (readonly [Name, string])[]) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of values) {
      if (value === '') next.delete(name);
      else next.set(name, value);
    }
    setParams(next, { replace: true });
  };
  return {
    filters: Object.fromEntries(names.map((name) => [name, params.get(name) ?? ''])) as Record<Name, string>,
    change: (name, value) => {
      write([[name, value]]);
    },
    clear: () => {
      write(names.map((name) => [name, '']));
    },
  };
}
