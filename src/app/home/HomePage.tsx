import { useAddress } from '#ui/page/address.ts';
import { Page } from '#ui/page/Page.tsx';
import { AllServices } from './AllServices.tsx';
import { FavoriteServices } from './FavoriteServices.tsx';
import { RecentJobs } from './RecentJobs.tsx';
import { RecentResources } from './RecentResources.tsx';

/** The start page: links to the services, what was opened last, and what happened last. */
function HomePage() {
  const address = useAddress<'services'>();
  const areAllShown = address.get('services') === 'all';
  return (
    <Page breadcrumb={[]} title="Azure services">
      <FavoriteServices
        areAllShown={areAllShown}
        onShowAll={(areShown) => {
          address.replace({ services: areShown ? 'all' : undefined });
        }}
      />
      {areAllShown && <AllServices />}
      <RecentResources />
      <RecentJobs />
    </Page>
  );
}

export { HomePage as Component };
