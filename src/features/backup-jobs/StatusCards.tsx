import { CountCards } from '#ui/page/CountCards.tsx';
import { JOB_STATUSES, jobStatusView } from '#ui/text/job-status.ts';

/** Shown even at zero: no failed jobs is news. */
const ALWAYS: readonly string[] = ['InProgress', 'Failed', 'Completed'];

interface StatusCardsProps {
  /** By the status in lower case. */
  counts: ReadonlyMap<string, number>;
  chosen: string | undefined;
  onChoose: (status: string | undefined) => void;
}

/** The number of jobs in each status. A press shows only those, another press all again. */
export function StatusCards({ counts, chosen, onChoose }: StatusCardsProps) {
  const isChosen = (status: string) => status.toLowerCase() === chosen?.toLowerCase();
  const shown = Object.keys(JOB_STATUSES).filter(
    (status) => ALWAYS.includes(status) || counts.has(status.toLowerCase()) || isChosen(status),
  );
  return (
    <CountCards
      label="Jobs by status"
      cards={shown.map((status) => ({
        key: status,
        ...jobStatusView(status),
        count: counts.get(status.toLowerCase()) ?? 0,
      }))}
      chosen={shown.find(isChosen)}
      onChoose={onChoose}
    />
  );
}
