import { formOf } from '#ui/wizard/define-wizard.ts';
import { configureBackupWizard } from './configure-backup-wizard.ts';
import { draftSchema, type Draft } from './draft-schema.ts';
import { keptDraft } from './draft-storage.ts';

/** The draft that the tab stored. Loaded only when there is one: a first visit does not wait for the validator. */
export const readKeptDraft = (storage: Storage): Draft | undefined =>
  keptDraft(storage).read(formOf(configureBackupWizard, draftSchema));
