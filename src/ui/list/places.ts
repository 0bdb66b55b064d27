/** Where a resource is, as every list shows it: by display names, a region by its name and not by its code. */
import { parseResourceId, regionKey, type ResourceId } from '#protocol/resource-id.ts';
import type { ColumnOf } from './list-column.tsx';
import type { ListFilter } from './list-filter.ts';

export interface Place {
  subscriptionId: string;
  subscription: string;
  group: string;
  /** The name of the region. */
  location: string;
}

interface PlaceNames {
  subscription: (subscriptionId: string) => string;
  region: (region: string) => string;
}

/** The place of a resource in that region. */
export function placeOf(id: ResourceId, location: string, names: PlaceNames): Place {
  const { subscriptionId = '', resourceGroup = '' } = parseResourceId(id) ?? {};
  return {
    subscriptionId,
    subscription: names.subscription(subscriptionId),
    group: resourceGroup,
    location: names.region(location),
  };
}

export const SUBSCRIPTION_COLUMN: ColumnOf<Place> = {
  id: 'subscription',
  title: 'Subscription',
  text: ({ subscription }) => subscription,
};
export const GROUP_COLUMN: ColumnOf<Place> = { id: 'group', title: 'Resource group', text: ({ group }) => group };
export const LOCATION_COLUMN: ColumnOf<Place> = { id: 'location', title: 'Location', text: ({ location }) => location };

export const GROUP_FILTER: ListFilter<Place> = { id: 'group', label: 'Resource group', of: ({ group }) => group };
export const LOCATION_FILTER: ListFilter<Place> = {
  id: 'location',
  label: 'Location',
  of: ({ location }) => location,
  // A link may have the region's code.
  keyOf: regionKey,
};
