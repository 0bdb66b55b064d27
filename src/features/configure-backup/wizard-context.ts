import { createContext, useContext, type Dispatch } from 'react';
import type { Vault } from '#protocol/data-protection.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import type { DatasourceResource, DatasourceType } from '#protocol/datasource-type.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import type { Gap } from '#resources/gathered.ts';
import type { Draft } from './draft-schema.ts';
import type { DraftEvent } from './draft.ts';
import type { Facts, FieldId } from './problems.ts';
import type { DatasourcesView } from './readiness/useDatasourcesView.ts';
import type { Grant } from './readiness/useGrant.ts';
import type { RowReadiness } from './readiness/useReadiness.ts';
import type { SubmissionView } from './review/useSubmission.ts';

/** What every step uses: the draft, and the cached data for its ids. */
export interface Wizard {
  draft: Draft;
  /** The description of the draft's datasource type. */
  kind: DatasourceType;
  dispatch: Dispatch<DraftEvent>;
  facts: Facts;
  vault: Vault | undefined;
  policy: BackupPolicy | undefined;
  /** By key; undefined while they load. */
  servers: ReadonlyMap<string, DatasourceResource> | undefined;
  /** Subscriptions whose servers could not be read. */
  serverGaps: readonly Gap[];
  readiness: ReadonlyMap<string, RowReadiness>;
  /** Checks again those servers that may be checked again. */
  revalidate: (serverIds: readonly ResourceId[]) => void;
  grant: Grant;
  datasourcesView: DatasourcesView;
  submission: SubmissionView;
  /** The message to show at a field of the present step; undefined as long as the step was not left or submitted. */
  problemAt: (field: FieldId) => string | undefined;
}

export const WizardContext = createContext<Wizard | undefined>(undefined);

export function useWizard(): Wizard {
  const wizard = useContext(WizardContext);
  if (!wizard) throw new Error('useWizard works inside the wizard only.');
  return wizard;
}
