import type { ReactNode } from 'react';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { useWalk, type Walk } from './wizard-walk.ts';

interface StepSummariesProps {
  /** Nothing can be changed any more, and what became of it is what one wants to see. */
  isSent?: boolean;
  /** Stands before what was chosen, and below what became of it. */
  children?: ReactNode;
}

/** What was chosen, step by step, each with the way back to it; without it once it was sent. */
export function StepSummaries({ isSent = false, children }: StepSummariesProps) {
  const { summaries } = useWalk();
  const isFirst = ({ showsOutcome }: Walk['summaries'][number]) => isSent && showsOutcome === true;
  const shown = summaries.map((summary) => ({
    isFirst: isFirst(summary),
    element: (
      <summary.Summary
        key={summary.slug}
        heading={summary.title}
        action={!isSent && summary.to !== undefined && <Edit title={summary.title} to={summary.to} />}
      />
    ),
  }));
  return (
    <>
      {shown.filter((each) => each.isFirst).map(({ element }) => element)}
      {children}
      {shown.filter((each) => !each.isFirst).map(({ element }) => element)}
    </>
  );
}

function Edit({ title, to }: { title: string; to: string }) {
  return (
    <RouteLink to={to} aria-label={`Edit ${title.replace(' + ', ' and ').toLowerCase()}`}>
      Edit
    </RouteLink>
  );
}
