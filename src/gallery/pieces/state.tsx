import { Button } from '@fluentui/react-components';
import { VaultRegular } from '@fluentui/react-icons/svg/vault';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { GapBar } from '#ui/state/GapBar.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { Example } from '../Example.tsx';
import type { Piece } from '../piece.ts';
import { answered, FAILED, failed, FAULT, NOT_FOUND, nothing, REFUSED, UNANSWERED, WAITING } from '../samples.ts';

const EmptyStateStates = () => (
  <>
    <Example state="with what to do about it">
      <EmptyState picture={<VaultRegular />} heading="No Backup vaults" action={<Button>Create vault</Button>}>
        A Backup vault keeps the recovery points of your servers, and the policies that make them. Create one to begin.
      </EmptyState>
    </Example>
    <Example state="alone">
      <EmptyState picture={<VaultRegular />} heading="Nothing has happened yet">
        Jobs appear here.
      </EmptyState>
    </Example>
  </>
);

const ProblemBarStates = () => (
  <>
    <Example state="a request failed, and what to do">
      <ProblemBar error={FAILED} title="Jobs could not be loaded" onRetry={nothing} />
    </Example>
    <Example state="a job failed, and what PostgreSQL said">
      <ProblemBar error={FAULT} />
    </Example>
    <Example state="old, and being asked for again">
      <ProblemBar
        intent="warning"
        error={UNANSWERED}
        title="Jobs could not be refreshed"
        note="What is shown is from noon."
        onRetry={nothing}
        retryLabel="Trying again…"
      />
    </Example>
    <Example state="an error that says nothing of itself, with another way">
      <ProblemBar error={{}} actions={<Button size="small">Download template</Button>} />
    </Example>
  </>
);

const GapBarStates = () => (
  <>
    <Example state="one place">
      <GapBar what="servers" gaps={[{ place: { name: 'Production' }, error: UNANSWERED }]} onRetry={nothing} />
    </Example>
    <Example state="more places than are named">
      <GapBar
        what="vaults"
        gaps={['Production', 'Staging', 'Development', 'Sandbox', 'Training'].map((name) => ({
          place: { name },
          error: UNANSWERED,
        }))}
        onRetry={nothing}
      />
    </Example>
  </>
);

const BACK = { to: '/vaults', label: 'Backup vaults' };
const skeleton = <RowsSkeleton rows={2} />;

const LoadableStates = () => (
  <>
    <Example state="on its way">
      <Loadable query={WAITING} skeleton={skeleton}>
        {nothingMore}
      </Loadable>
    </Example>
    <Example state="there">
      <Loadable query={answered('The jobs.')} skeleton={skeleton}>
        {(text) => <p>{text}</p>}
      </Loadable>
    </Example>
    <Example state="old">
      <Loadable
        query={{ ...failed(UNANSWERED, 'The jobs.'), dataUpdatedAt: Date.UTC(2026, 10, 29, 12) }}
        skeleton={skeleton}
        what="Jobs"
      >
        {(text) => <p>{text}</p>}
      </Loadable>
    </Example>
    <Example state="failed">
      <Loadable query={failed(UNANSWERED)} skeleton={skeleton} what="Jobs">
        {nothingMore}
      </Loadable>
    </Example>
    <Example state="refused">
      <Loadable query={failed(REFUSED)} skeleton={skeleton} what="Jobs">
        {nothingMore}
      </Loadable>
    </Example>
    <Example state="no such thing">
      <Loadable query={failed(NOT_FOUND)} skeleton={skeleton} what="The Backup vault" back={BACK}>
        {nothingMore}
      </Loadable>
    </Example>
  </>
);

const nothingMore = () => null;

export const STATE_PIECES: readonly Piece[] = [
  { name: 'EmptyState', files: ['state/EmptyState'], States: EmptyStateStates },
  { name: 'ProblemBar', files: ['state/ProblemBar', 'state/FaultSaid'], States: ProblemBarStates },
  { name: 'GapBar', files: ['state/GapBar'], States: GapBarStates },
  { name: 'Loadable', files: ['state/Loadable', 'state/NotFoundState'], States: LoadableStates },
];
