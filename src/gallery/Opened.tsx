import { Button } from '@fluentui/react-components';
import { useState, type ReactNode } from 'react';
import { Example } from './Example.tsx';

interface OpenedProps {
  state: string;
  /** What its picture is called. */
  name: string;
  at?: string;
  /** The pane or dialog while it is open. */
  children: (close: () => void) => ReactNode;
}

/** A state of something that covers the page, behind a button. */
export function Opened({ state, name, at = '/', children }: OpenedProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Example state={state} opens={name} at={at}>
      <Button
        onClick={() => {
          setOpen(true);
        }}
      >
        Open
      </Button>
      {isOpen &&
        children(() => {
          setOpen(false);
        })}
    </Example>
  );
}
