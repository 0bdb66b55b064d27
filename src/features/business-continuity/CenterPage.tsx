import { useQuery } from '@tanstack/react-query';
import type { ComponentProps, ReactNode } from 'react';
import { useOutletContext } from 'react-router';
import { subscriptions } from '#resources/subscriptions.ts';
import { Page } from '#ui/page/Page.tsx';
import { ScopeLine } from '#ui/page/ScopeLine.tsx';
import { useScopedAddress } from '#ui/page/subscription-scope.ts';
import { CENTRE_CRUMBS, titleOf } from './center-address.ts';

interface CenterPageProps extends Pick<ComponentProps<typeof Page>, 'commands'> {
  /** Key of its entry in the menu. */
  entry: string;
  children: ReactNode;
}

/** A page of the center's menu. A person without any access sees that, and not an empty list. */
export function CenterPage({ entry, commands, children }: CenterPageProps) {
  const scoped = useScopedAddress();
  const query = useQuery(subscriptions.list());
  const crumbs = entry === 'Overview' ? CENTRE_CRUMBS.slice(0, 1) : CENTRE_CRUMBS;
  return (
    <Page
      breadcrumb={crumbs.map((crumb) => ({ ...crumb, to: scoped(crumb.to) }))}
      title={titleOf(entry)}
      menu={useOutletContext<ReactNode>()}
      {...(commands && { commands })}
    >
      <ScopeLine subscriptions={query} />
      {query.data?.length === 0 ? null : children}
    </Page>
  );
}
