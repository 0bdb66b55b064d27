import { useLoaderData } from 'react-router';
import { paths } from '#paths';
import { AtStep } from '#ui/wizard/AtStep.tsx';
import { configureBackupWizard } from './configure-backup-wizard.ts';
import type { Draft } from './draft-schema.ts';
import { keptDraft } from './draft-storage.ts';
import { WizardPage } from './WizardPage.tsx';

/** Waits for what reads a kept draft, when there is one: the wizard begins with it. */
export async function open(): Promise<Draft | null> {
  if (keptDraft(sessionStorage).isEmpty()) return null;
  return (await import('./read-kept-draft.ts')).readKeptDraft(sessionStorage) ?? null;
}

export function Component() {
  const kept = useLoaderData<Draft | null>();
  return (
    <AtStep wizard={configureBackupWizard} first={paths.configureBackup()}>
      {(step) => <WizardPage step={step} kept={kept ?? undefined} />}
    </AtStep>
  );
}
