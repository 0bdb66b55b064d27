import { useState } from 'react';
import { useBlocker } from 'react-router';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';

// Only the question is loaded when it is asked: who is quicker than a download would lose what they typed.
const LeaveQuestion = loadedWhenShown(async () => (await import('./LeaveQuestion.tsx')).LeaveQuestion);

interface LeaveDialogProps {
  /** Such as `Leave without creating the policy?` */
  title: string;
  /** What would be lost. */
  children: string;
  isUnsaved: boolean;
  /** Whether one who goes to that path is still at it. */
  isPartOfIt: (pathname: string) => boolean;
  /** The person leaves: forget what was chosen. */
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
