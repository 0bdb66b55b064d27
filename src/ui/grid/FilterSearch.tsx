import { useState } from 'react';
import { SearchField } from './SearchField.tsx';

interface FilterSearchProps {
  placeholder: string;
  /** The text that the address holds when the page opens. */
  initial: string;
  onChange: (text: string) => void;
}

/**
 * A search field whose text goes into the address. The typed text is its own state: the router updates in a transition,
 * and a field that waited for it would lose letters.
 */
export function FilterSearch({ placeholder, initial, onChange }: FilterSearchProps) {
  const [text, setText] = useState(initial);
  return (
    <SearchField
      placeholder={placeholder}
      value={text}
      onChange={(value) => {
        setText(value);
        onChange(value);
      }}
    />
  );
}
