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
  /** Undefined while they load. */
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
  /** How many pass it except for its status, by the status in lower case. */
  counts: ReadonlyMap<string, number>;
}

const NOTHING: readonly Job[] = [];

/** The jobs that pass the filter in the address. A hundred thousand are filtered again only when necessary. */
export function useJobFilter({ now, defaultRange, scope, regionText, ...options }: JobFilterOptions): JobNarrowing {
  // Typed input has priority over arriving data.
  const arrived = useDeferredValue(options.jobs ?? NOTHING);
  // In the list's initial order: the filtered rows are then sorted already.
  const jobs = useMemo(() => arrived.toSorted((one, other) => byStart(other, one)), [arrived]);
  const [params, setParams] = useSearchParams();
  const filter = useMemo(() => jobFilterFrom(params, defaultRange), [params, defaultRange]);
  // A range moves on by the minute, but the result is mostly the same.
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  // Equal as long as only the status was changed.
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
    // How far back to read depends on the range.
    changesQuery: true,
  };
}
