import type { ComponentProps } from 'react';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { useScopedAddress } from '#ui/page/subscription-scope.ts';

/** A link to another page of the center, which keeps the scope. */
export function CenterLink({ to, ...link }: ComponentProps<typeof RouteLink>) {
  const scoped = useScopedAddress();
  return <RouteLink to={scoped(to)} {...link} />;
}
