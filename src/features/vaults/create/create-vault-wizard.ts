/** **Create Backup Vault**, step by step. */
import { vaultFormProblems } from '#ui/form/vault-form.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { defineWizard, formOf } from '#ui/wizard/define-wizard.ts';
import { BasicsStep, BasicsSummary } from './BasicsStep.tsx';
import { elementIdOf } from './create-vault-context.ts';
import { vaultDraftSchema } from './vault-draft.ts';
import { propertiesProblems, tagsProblems } from './vault-problems.ts';

export const createVaultWizard = defineWizard({
  title: 'Create Backup Vault',
  elementIdOf,
  steps: {
    basics: { title: 'Basics', Body: BasicsStep, problems: vaultFormProblems, Summary: BasicsSummary },
    properties: {
      title: 'Vault properties',
      Body: loadedWhenShown(async () => (await import('./PropertiesStep.tsx')).PropertiesStep),
      problems: propertiesProblems,
      Summary: loadedWhenShown(async () => (await import('./PropertiesStep.tsx')).PropertiesSummary),
    },
    tags: {
      title: 'Tags',
      Body: loadedWhenShown(async () => (await import('./TagsStep.tsx')).TagsStep),
      problems: tagsProblems,
      Summary: loadedWhenShown(async () => (await import('./TagsStep.tsx')).TagsSummary),
    },
    review: {
      title: 'Review + create',
      Body: loadedWhenShown(async () => (await import('./ReviewStep.tsx')).ReviewStep),
    },
  },
});

export const keptVaultDraft = formOf(createVaultWizard, vaultDraftSchema);
