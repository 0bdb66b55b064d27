import { useDeferredValue, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Job } from '#protocol/data-protection.ts';
import { MINUTE_MS } from '#protocol/time-units.ts';
import type { RegionText } from '#resources/region-names.ts';
import type { Narrowing } from '#ui/list/useNarrowing.ts';
import {
  EVERYTHING,
  filterJobs,
  jobFilterFrom,
  withJobFilter,
  withStatus,
  type JobFilter,
  type JobRange,
} from './job-filter.ts';
import { byStart } from './job-keys.ts';
import { choicesIn, pillsFor, type JobScope } from './job-pills.ts';

interface JobFilterOptions {
  /** Undefined while they are on their way. */
  jobs: readonly Job[] | undefined;
  /** When they were read. */
  now: number;
  defaultRange: JobRange;
  scope: JobScope;
  regionText: RegionText;
}

interface JobNarrowing extends Narrowing<Job> {
  filter: JobFilter;
  change: (changed: Partial<JobFilter>) => void;
  /** How many pass it but for its status, by the status in lower case. */
  counts: ReadonlyMap<string, number>;
}

const NOTHING: readonly Job[] = [];

/** Jobs as the filter in the address leaves them. Filtering a hundred thousand is done again only when it has to be. */
export function useJobFilter({ now, defaultRange, scope, regionText, ...options }: JobFilterOptions): JobNarrowing {
  // What a person types comes before what arrives.
  const arrived = useDeferredValue(options.jobs ?? NOTHING);
  // In the order that the list begins with: what a filter leaves is then in order already.
  const jobs = useMemo(() => arrived.toSorted((one, other) => byStart(other, one)), [arrived]);
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => jobFilterFrom(params, defaultRange), [params, defaultRange]);
  // A range slides on by the minute: a list that is looked at again and again is mostly the same.
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  // Alike as long as nothing but the status was chosen.
  const isAlike = JSON.stringify({ ...filter, status: undefined });
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const filtered = useMemo(() => filterJobs(jobs, filter, minute), [jobs, isAlike, minute]);
  const shown = useMemo(() => withStatus(filtered.jobs, filter.status), [filtered, filter.status]);
  const choices = useMemo(() => choicesIn(jobs), [jobs]);
  const change = (changed: Partial<JobFilter>) => {
    setParams(withJobFilter(params, changed, defaultRange), { replace: true });
  };
  return {
    filter,
    change,
    counts: filtered.counts,
    shown,
    pills: pillsFor({ choices, filter, scope, regionText, onChange: change }),
    text: filter.text,
    search: (text) => {
      change({ text });
    },
    clear: () => {
      change(EVERYTHING);
    },
    // How far back is asked depends on the range.
    changesQuery: true,
  };
}
