import type { ResourceId } from '#protocol/resource-id.ts';
import { regionKey } from '#protocol/resource-id.ts';
import { FilterPills } from '#ui/FilterPills.tsx';
import { SearchField } from '#ui/SearchField.tsx';
import { groupOf, optionsOf, subscriptionKeyOf, type ResourceFilter } from './resource-filter.ts';

interface FilteredResource {
  id: ResourceId;
  location: string;
}

interface ResourceFilterBarProps {
  resources: readonly FilteredResource[];
  filter: ResourceFilter;
  onChange: (filter: ResourceFilter) => void;
  /** How many resources the filter leaves. */
  shown: number;
  subscriptionName: (id: ResourceId) => string;
  /** Which pills stand beside the search by name. */
  by: readonly ('subscription' | 'resourceGroup' | 'region')[];
}

/** Narrows a list of resources down by name and by where they are. */
export function ResourceFilterBar({
  resources,
  filter,
  onChange,
  shown,
  subscriptionName,
  by,
}: ResourceFilterBarProps) {
  const pills = {
    subscription: {
      label: 'Subscription',
      options: optionsOf(resources, subscriptionKeyOf, ({ id }) => subscriptionName(id)),
    },
    resourceGroup: {
      label: 'Resource group',
      options: optionsOf(resources, (resource) => groupOf(resource).toLowerCase(), groupOf),
    },
    region: {
      label: 'Location',
      options: optionsOf(
        resources,
        ({ location }) => regionKey(location),
        ({ location }) => location,
      ),
    },
  };
  return (
    <FilterPills
      search={
        <SearchField
          placeholder="Filter by name"
          value={filter.name}
          onChange={(name) => onChange({ ...filter, name })}
        />
      }
      pills={by.map((field) => ({
        ...pills[field],
        value: filter[field],
        onChange: (value) => onChange({ ...filter, [field]: value }),
      }))}
      count={`${shown} of ${resources.length}`}
    />
  );
}
