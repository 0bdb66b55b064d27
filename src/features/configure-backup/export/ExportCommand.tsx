import { makeStyles, tokens } from '@fluentui/react-components';
import { CodeRegular } from '@fluentui/react-icons/svg/code';
import { useState } from 'react';
import { CommandBar } from '#ui/page/CommandBar.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { useWizard } from '../wizard-context.ts';
import { exportSource } from './export-source.ts';

const ExportPane = loadedWhenShown(async () => (await import('./ExportPane.tsx')).ExportPane);

const useStyles = makeStyles({ root: { marginBottom: tokens.spacingVerticalM } });

/** Offers the draft as code, as soon as it has vault, policy and servers; whether they are ready does not matter. */
export function ExportCommand() {
  const source = exportSource(useWizard());
  const [isOpen, setOpen] = useState(false);
  const styles = useStyles();
  const isReady = !('reason' in source);
  return (
    <div className={styles.root}>
      <CommandBar
        aria-label="Review commands"
        commands={[
          {
            key: 'export',
            label: 'Export',
            icon: <CodeRegular />,
            disabledReason: isReady ? undefined : source.reason,
            onClick: () => setOpen(true),
          },
        ]}
      />
      {isReady && isOpen && <ExportPane source={source} onClose={() => setOpen(false)} />}
    </div>
  );
}
