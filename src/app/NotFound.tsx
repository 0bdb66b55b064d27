import { LocationRippleRegular } from '@fluentui/react-icons/svg/location-ripple';
import { paths } from '#paths';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { PageFrame } from '#ui/page/PageFrame.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';

/** The page for an unknown address. */
export function NotFound() {
  return (
    <PageFrame breadcrumb={[{ label: 'Home', to: paths.home() }]} title="Page not found">
      <EmptyState
        picture={<LocationRippleRegular />}
        heading="There is no page at this address"
        action={<RouteLink to={paths.home()}>Go to Home</RouteLink>}
      >
        The link may be old, or the address may be mistyped.
      </EmptyState>
    </PageFrame>
  );
}
