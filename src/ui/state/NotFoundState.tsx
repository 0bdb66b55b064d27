import { LocationRippleRegular } from '@fluentui/react-icons/svg/location-ripple';
import { EmptyState } from './EmptyState.tsx';
import { problemOf } from './problem-of.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';

/** Where to go instead of a thing that is not there. */
export interface WayBack {
  to: string;
  label: string;
}

interface NotFoundStateProps {
  /** What is not there, such as `The backup policy`. */
  what: string;
  back: WayBack;
  error: unknown;
}

/** An address that leads to a thing which does not exist: says so, in the service's words too, with a way back. */
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

/** Whether there is no such thing: neither the thing itself nor what it would stand in, or its id is none. */
export const isNotFound = (error: unknown): boolean =>
  /NotFound$|^InvalidResourceId$/.test(problemOf(error).code ?? '');
