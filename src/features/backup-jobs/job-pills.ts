/** The filters above a list of jobs, each with the values that occur in its jobs. */
import type { Job } from '#protocol/data-protection.ts';
import { idKey, lastName, regionKey } from '#protocol/resource-id.ts';
import { HOUR_MS } from '#protocol/time-units.ts';
import type { RegionText } from '#resources/region-names.ts';
import { serviceTime } from '#resources/service-time.ts';
import { datasourceTypeText } from '#ui/text/datasource-type.ts';
import type { FilterPill } from '#ui/grid/FilterPills.tsx';
import { jobStatusView } from '#ui/text/job-status.ts';
import { TIME_RANGES } from '#ui/text/time-ranges.ts';
import type { JobFilter, JobRange } from './job-filter.ts';
import { jobKeys, vaultIdOf } from './job-keys.ts';

/** Whether the jobs are of several vaults, so that the vault is a filter. */
export type JobScope = 'everywhere' | 'one vault' | 'one instance';

type Choice = 'datasourceType' | 'resourceGroup' | 'location' | 'vault' | 'operation' | 'status';

/** The spelling of each value that occurs, by its key. */
export type JobChoices = Readonly<Record<Choice, ReadonlyMap<string, string>>>;

const CHOICES: readonly Choice[] = ['datasourceType', 'resourceGroup', 'location', 'vault', 'operation', 'status'];

/** The values that occur in the jobs. */
export function choicesIn(jobs: readonly Job[]): JobChoices {
  const maps = new Map(CHOICES.map((choice) => [choice, new Map<string, string>()]));
  for (const job of jobs) {
    const keys = jobKeys(job);
    for (const [choice, map] of maps) if (!map.has(keys[choice])) map.set(keys[choice], asWritten(choice, job));
  }
  return Object.fromEntries(maps) as Record<Choice, Map<string, string>>;
}

const asWritten = (choice: Choice, { id, properties }: Job): string =>
  ({
    datasourceType: properties.dataSourceType,
    resourceGroup: properties.sourceResourceGroup,
    location: properties.dataSourceLocation,
    vault: vaultIdOf(id),
    operation: properties.operation,
    status: properties.status,
  })[choice];

const inLowerCase = (text: string): string => text.toLowerCase();
const KEY_OF: Partial<Record<Choice, (text: string) => string>> = { vault: idKey, location: regionKey };

const ALL = '';

interface PillsOptions {
  choices: JobChoices;
  filter: JobFilter;
  scope: JobScope;
  regionText: RegionText;
  onChange: (changed: Partial<JobFilter>) => void;
}

/** The pills of a list, in the portal's order. */
export function pillsFor({ choices, filter, scope, regionText, onChange }: PillsOptions): FilterPill[] {
  const pill = (
    label: string,
    choice: Choice,
    part: keyof JobFilter,
    labelOf: (written: string) => string = (written) => written,
  ): FilterPill => {
    const chosen = filter[part];
    const keyOf = KEY_OF[choice] ?? inLowerCase;
    const map = choices[choice];
    // The address may name a value that no job has.
    const named = chosen === undefined || map.has(keyOf(chosen)) ? map : new Map([...map, [keyOf(chosen), chosen]]);
    const options = [...named].map(([value, written]) => ({ value, label: labelOf(written) }));
    return {
      label,
      value: chosen === undefined ? ALL : keyOf(chosen),
      options: [
        { value: ALL, label: 'All' },
        ...options.sort((one, other) => one.label.localeCompare(other.label, 'en', { numeric: true })),
      ],
      onChange: (value) => {
        onChange({ [part]: value === ALL ? undefined : (named.get(value) ?? value) });
      },
    };
  };
  const timeRange: FilterPill = {
    label: 'Time range',
    value: filter.range,
    options: [
      ...Object.entries(TIME_RANGES).map(([value, { text }]) => ({ value, label: text })),
      { value: 'custom', label: 'Custom' },
    ],
    onChange: (range) => {
      // A custom range begins with the moments of the previous range.
      if (range === 'custom') onChange({ range, from: beginningOf(filter) });
      else onChange({ range: range as JobRange });
    },
  };
  const type = pill('Datasource type', 'datasourceType', 'datasourceType', datasourceTypeText);
  const group = pill('Resource group', 'resourceGroup', 'resourceGroup');
  const location = pill('Location', 'location', 'location', regionText);
  const vault = pill('Vault', 'vault', 'vaultId', (id) => lastName(id));
  return [
    timeRange,
    ...(scope === 'one instance' ? [] : [type]),
    ...(scope === 'everywhere' ? [group] : []),
    ...(scope === 'one instance' ? [] : [location]),
    ...(scope === 'everywhere' ? [vault] : []),
    pill('Operation', 'operation', 'operation'),
    pill('Status', 'status', 'status', (status) => jobStatusView(status).text),
  ];
}

function beginningOf({ range, from }: JobFilter): string | undefined {
  return range === 'custom' ? from : new Date(serviceTime() - TIME_RANGES[range].hours * HOUR_MS).toISOString();
}
