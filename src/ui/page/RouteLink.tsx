import { Link, type LinkProps } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useHref, useLinkClickHandler } from 'react-router';

interface RouteLinkProps {
  to: string;
  children: ReactNode;
  className?: string;
  inline?: boolean;
  'aria-label'?: string;
}

/** Fluent's link to an address of this page: followed without a reload, and still a link for the middle button. */
export function RouteLink({ to, children, ...rest }: RouteLinkProps) {
  const href = useHref(to);
  const follow = useLinkClickHandler(to);
  const props: LinkProps = {
    ...rest,
    as: 'a',
    href,
    onClick: (event) => follow(event),
  };
  return <Link {...props}>{children}</Link>;
}
