import { formOf } from '#ui/wizard/define-wizard.ts';
import { configureBackupWizard } from './configure-backup-wizard.ts';
import { draftSchema, type Draft } from './draft-schema.ts';
import { keptDraft } from './draft-storage.ts';

/** The draft that the tab kept. Loaded when there is one: the validator is not part of what a first visit waits for. */
export const readKeptDraft = (storage: Storage): Draft | undefined =>
  keptDraft(storage).read(formOf(configureBackupWizard, draftSchema));
