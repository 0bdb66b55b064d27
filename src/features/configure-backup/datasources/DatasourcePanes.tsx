import type { Dispatch, SetStateAction } from 'react';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import type { DraftRow } from '../draft-schema.ts';
import { useWizard } from '../wizard-context.ts';
import { commandReasons } from './command-reasons.ts';

const SelectResourcesPane = loadedWhenShown(
  async () => (await import('./SelectResourcesPane.tsx')).SelectResourcesPane,
);
const ReadinessPane = loadedWhenShown(async () => (await import('../readiness/ReadinessPane.tsx')).ReadinessPane);
const GrantPane = loadedWhenShown(async () => (await import('../readiness/GrantPane.tsx')).GrantPane);

/** The details of one server may be open under the pane that assigns its roles. */
interface OpenPanes {
  isSelecting: boolean;
  details: DraftRow | undefined;
  granting: readonly ResourceId[] | undefined;
}

export const NO_PANES: OpenPanes = { isSelecting: false, details: undefined, granting: undefined };

interface DatasourcePanesProps {
  open: OpenPanes;
  setOpen: Dispatch<SetStateAction<OpenPanes>>;
  onAssign: (row: DraftRow) => void;
  onDownload: (row: DraftRow) => void;
}

/** The panes over the Datasources tab. */
export function DatasourcePanes({ open, setOpen, onAssign, onDownload }: DatasourcePanesProps) {
  const { vault, readiness, grant, revalidate } = useWizard();
  const { isSelecting, details, granting } = open;
  const close = () => setOpen(NO_PANES);
  const row = details && readiness.get(idKey(details.serverId));
  return (
    <>
      {isSelecting && vault && <SelectResourcesPane vault={vault} onClose={close} />}
      {details && (
        <ReadinessPane
          serverId={details.serverId}
          row={row}
          reasons={commandReasons({
            vault: 'known',
            isAssigning: grant.isAssigning,
            rows: row ? [row.readiness] : [],
            ticked: 1,
          })}
          onAssign={() => onAssign(details)}
          onDownload={() => onDownload(details)}
          onRevalidate={() => revalidate([details.serverId])}
          onClose={close}
        />
      )}
      {granting && (
        <Granting serverIds={granting} onClose={() => setOpen((panes) => ({ ...panes, granting: undefined }))} />
      )}
    </>
  );
}

/** The pane needs vault, identity and policy, which a row with missing roles always has. */
function Granting({ serverIds, onClose }: { serverIds: readonly ResourceId[]; onClose: () => void }) {
  const { vault, draft } = useWizard();
  const principalId = vault?.identity?.principalId;
  if (!vault || principalId === undefined || draft.policyId === undefined) return null;
  return (
    <GrantPane
      vault={vault}
      policyId={draft.policyId}
      principalId={principalId}
      serverIds={serverIds}
      onClose={onClose}
    />
  );
}
