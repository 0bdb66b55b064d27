import type { ReactNode } from 'react';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { useWalk, type Walk } from './wizard-walk.ts';

interface StepSummariesProps {
  /** Nothing can be changed any more, and the results matter now. */
  isSent?: boolean;
  /** Shown before the summaries, and below the results. */
  children?: ReactNode;
}

/** The choices, step by step, each with a link to its step; without it once the form was sent. */
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
