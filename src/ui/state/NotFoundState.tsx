import { LocationRippleRegular } from '@fluentui/react-icons/svg/location-ripple';
import { EmptyState } from './EmptyState.tsx';
import { problemOf } from './problem-of.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';

/** Where to go instead. */
export interface WayBack {
  to: string;
  label: string;
}

interface NotFoundStateProps {
  /** What does not exist, such as `The backup policy`. */
  what: string;
  back: WayBack;
  error: unknown;
}

/** For an address whose thing does not exist: says so, with the service's message and a link back. */
export function NotFoundState({ what, back, error }: NotFoundStateProps) {
  const { message, requestId } = problemOf(error);
  return (
    <EmptyState
      picture={<LocationRippleRegular />}
      heading={`${what} was not found`}
      action={<RouteLink to={back.to}>{back.label}</RouteLink>}
    >
      It may have been deleted, or the link may be mistyped. {message}
      {requestId !== undefined && ` Request ID: ${requestId}`}
    </EmptyState>
  );
}

/** Whether the thing does not exist: it or its parent is missing, or its id is malformed. */
export const isNotFound = (error: unknown): boolean =>
  /NotFound$|^InvalidResourceId$/.test(problemOf(error).code ?? '');
