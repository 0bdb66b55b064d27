import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ResourceId } from '#protocol/resource-id.ts';
import { regionAsItIs, regionNames } from '#resources/region-names.ts';
import { FilterPills, type FilterPill } from '#ui/grid/FilterPills.tsx';
import { SearchField } from '#ui/grid/SearchField.tsx';
import {
  groupKeyOf,
  groupOf,
  optionsOf,
  regionKeyOf,
  subscriptionKeyOf,
  type ResourceFilter,
} from './resource-filter.ts';

interface FilteredResource {
  id: ResourceId;
  name: string;
  location: string;
}

interface ResourceFilterBarProps {
  /** The same array as long as nothing in it changes. */
  resources: readonly FilteredResource[];
  filter: ResourceFilter;
  onChange: (filter: ResourceFilter) => void;
  /** How many resources pass the filter, when the list does not show it itself. */
  shown?: number;
  subscriptionName: (id: ResourceId) => string;
  /** The pills beside the search by name. */
  by: readonly ('subscription' | 'resourceGroup' | 'region')[];
  /** The list's own pills, after those. */
  more?: readonly FilterPill[];
}

/** Narrows a list of resources down by name and by where they are. */
export function ResourceFilterBar({
  resources,
  filter,
  onChange,
  shown,
  subscriptionName,
  by,
  more = [],
}: ResourceFilterBarProps) {
  const { data: regionText = regionAsItIs } = useQuery(regionNames());
  const pills = useMemo(
    () => ({
      subscription: {
        label: 'Subscription',
        options: optionsOf(resources, subscriptionKeyOf, ({ id }) => subscriptionName(id)),
      },
      resourceGroup: { label: 'Resource group', options: optionsOf(resources, groupKeyOf, groupOf) },
      region: { label: 'Location', options: optionsOf(resources, regionKeyOf, ({ location }) => regionText(location)) },
    }),
    [resources, subscriptionName, regionText],
  );
  return (
    <FilterPills
      search={
        <SearchField
          placeholder="Filter by name"
          value={filter.name}
          onChange={(name) => onChange({ ...filter, name })}
        />
      }
      pills={[
        ...by.map((field) => ({
          ...pills[field],
          value: filter[field],
          onChange: (value: string) => onChange({ ...filter, [field]: value }),
        })),
        ...more,
      ]}
      {...(shown !== undefined && {
        count: `${shown.toLocaleString('en')} of ${resources.length.toLocaleString('en')}`,
      })}
    />
  );
}
