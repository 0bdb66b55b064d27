import { useState } from 'react';
import { useBlocker } from 'react-router';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';

// Only the question is loaded on demand: a listener that were still loading would lose what a quick person typed.
const LeaveQuestion = loadedWhenShown(async () => (await import('./LeaveQuestion.tsx')).LeaveQuestion);

interface LeaveDialogProps {
  /** Such as `Leave without creating the policy?` */
  title: string;
  /** What would be lost. */
  children: string;
  isUnsaved: boolean;
  /** Whether that path still belongs to the wizard. */
  isPartOfIt: (pathname: string) => boolean;
  /** The person leaves: the form is cleared. */
  onLeave: () => void;
}

/** Asks before choices are lost. */
export function LeaveDialog({ title, children, isUnsaved, isPartOfIt, onLeave }: LeaveDialogProps) {
  const blocker = useBlocker(({ nextLocation }) => isUnsaved && !isPartOfIt(nextLocation.pathname));
  const isOpen = blocker.state === 'blocked';
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) setWasOpen(true);
  if (!wasOpen) return null;
  return (
    <LeaveQuestion
      open={isOpen}
      title={title}
      onStay={() => blocker.reset?.()}
      onLeave={() => {
        onLeave();
        blocker.proceed?.();
      }}
    >
      {children}
    </LeaveQuestion>
  );
}
