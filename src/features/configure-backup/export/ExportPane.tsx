import { Button, Field, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { RoleAssignment } from '#protocol/authorization.ts';
import { parseResourceId, subscriptionScope } from '#protocol/resource-id.ts';
import { roleAssignments } from '#resources/authorization.ts';
import { backupInstances } from '#resources/backup-instances.ts';
import { CodeView } from '#ui/page/CodeView.tsx';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { downloadText } from '#ui/page/download.ts';
import { CommandText } from '../readiness/CommandText.tsx';
import { useWizardStyles } from '../wizard-styles.ts';
import { count } from './exported-file.ts';
import { exportPlan, grantsIn, type ExportFacts, type ExportPlan } from './export-plan.ts';
import type { ExportSource } from './export-source.ts';
import { exportFormats, type ExportFormat } from './formats.ts';

const useStyles = makeStyles({
  included: { margin: `0 0 ${tokens.spacingVerticalL}` },
  advice: { margin: `${tokens.spacingVerticalS} 0 0`, color: tokens.colorNeutralForeground2 },
  run: { marginTop: tokens.spacingVerticalL },
});

interface ExportPaneProps {
  source: ExportSource;
  onClose: () => void;
}

/** The configuration of the draft as code, in the chosen language, and how to run it. */
export function ExportPane({ source, onClose }: ExportPaneProps) {
  const wizard = useWizardStyles();
  const styles = useStyles();
  const [formatId, setFormat] = useState<ExportFormat['id']>('arm');
  const format = exportFormats.find(({ id }) => id === formatId) ?? exportFormats[0];
  const { facts, note } = useExportFacts(source);
  if (!format) return null;
  const plan = exportPlan(source, facts);
  const files = format.files(plan);
  return (
    <ContextPane
      open
      title="Export"
      subtitle="The configuration of this wizard as code"
      size="large"
      onClose={onClose}
      footer={
        <>
          <Button
            appearance="primary"
            onClick={() => {
              for (const file of files) downloadText(file.name, file.text);
            }}
          >
            {files.length === 1 ? 'Download' : `Download ${files.length} files`}
          </Button>
          <Button onClick={onClose}>Close</Button>
        </>
      }
    >
      <Field label="Format" className={wizard.paneField}>
        <RadioGroup
          layout="horizontal"
          value={format.id}
          onChange={(_, { value }) => setFormat(value as ExportFormat['id'])}
        >
          {exportFormats.map(({ id, title }) => (
            <Radio key={id} value={id} label={title} />
          ))}
        </RadioGroup>
      </Field>
      <p className={styles.included} role="status">
        {includedWords(plan)} {note}
      </p>
      <Files key={format.id} files={files} />
      <div className={styles.run}>
        <CommandText heading="How to run it" command={format.command(plan)} copyLabel="Copy command" />
        <p className={styles.advice}>
          Run it as someone who may change the vault and assign roles on the servers, such as an Owner. {format.advice}
        </p>
      </div>
    </ContextPane>
  );
}

function Files({ files }: { files: ReturnType<ExportFormat['files']> }) {
  const wizard = useWizardStyles();
  const [name, setName] = useState(files[0]?.name ?? '');
  const file = files.find((each) => each.name === name) ?? files[0];
  if (!file) return null;
  return (
    <>
      {files.length > 1 && (
        <Field label="File" className={wizard.paneField}>
          <RadioGroup layout="horizontal" value={file.name} onChange={(_, { value }) => setName(value)}>
            {files.map((each) => (
              <Radio key={each.name} value={each.name} label={each.name} />
            ))}
          </RadioGroup>
        </Field>
      )}
      <CodeView fileName={file.name} text={file.text} height="max(240px, 100vh - 580px)" />
    </>
  );
}

/**
 * Existing resources keep their names. Until they are known, or when they may not be read, everything counts as new.
 */
function useExportFacts({ vault, principalId, rows }: ExportSource): { facts: ExportFacts; note: string } {
  const subscriptions = new Set(
    rows.map(({ server }) => (parseResourceId(server.id)?.subscriptionId ?? '').toLowerCase()),
  );
  const instances = useQuery(backupInstances.list(vault.id));
  const assignments = useQueries({
    queries: [...subscriptions].map((id) => roleAssignments.of(principalId, subscriptionScope(id))),
    combine: together,
  });
  return {
    facts: { instances: instances.data ?? [], assignments: assignments.known },
    note:
      instances.isLoadingError || assignments.isFailed
        ? 'Existing resources could not be read, so everything counts as new.'
        : instances.isPending || assignments.isPending
          ? 'Checking existing resources…'
          : '',
  };
}

const together = (queries: UseQueryResult<RoleAssignment[]>[]) => ({
  known: queries.flatMap((query) => query.data ?? []),
  isFailed: queries.some((query) => query.isLoadingError),
  isPending: queries.some((query) => query.isPending),
});

function includedWords(plan: ExportPlan): string {
  const grants = grantsIn(plan);
  const known = grants.filter(({ existing }) => existing !== undefined).length;
  const roles = `${count(grants.length, 'role assignment')}${known > 0 ? ` (${known} of them there already)` : ''}`;
  return `${count(plan.instances.length, 'server')}, ${roles}, 1 policy. The Backup vault '${plan.vault.name}' is used as it is.`;
}
