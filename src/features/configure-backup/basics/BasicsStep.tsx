import { Field, Link } from '@fluentui/react-components';
import { useState } from 'react';
import { DATASOURCE_TYPES } from '#protocol/datasource-types.ts';
import { lastName } from '#protocol/resource-id.ts';
import { fieldMessage } from '#ui/form/field-message.ts';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { elementIdOf } from '../problems.ts';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';

// Loaded when they are shown.
const DatasourceTypeField = loadedWhenShown(
  async () => (await import('#ui/form/DatasourceTypeField.tsx')).DatasourceTypeField,
);
const VaultDetails = loadedWhenShown(async () => (await import('./VaultDetails.tsx')).VaultDetails);
const SelectVaultPane = loadedWhenShown(async () => (await import('./SelectVaultPane.tsx')).SelectVaultPane);
const CreateVaultPane = loadedWhenShown(async () => (await import('./CreateVaultPane.tsx')).CreateVaultPane);

export function BasicsStep() {
  const { draft, kind, dispatch, problemAt } = useWizard();
  const styles = useWizardStyles();
  const [pane, setPane] = useState<'select' | 'create'>();
  const close = () => setPane(undefined);
  const choose = (vaultId: string) => {
    dispatch({ type: 'vaultChosen', vaultId });
    close();
  };
  return (
    <>
      <p className={styles.intro}>
        Select the Backup vault that will keep the recovery points. The vault and the servers must be in the same
        region.
      </p>
      {DATASOURCE_TYPES.length > 1 ? (
        <DatasourceTypeField
          className={styles.field}
          orientation="horizontal"
          chosen={kind}
          onChoose={({ type }) => dispatch({ type: 'datasourceTypeChosen', datasourceType: type })}
        />
      ) : (
        <Field className={styles.field} orientation="horizontal" label="Datasource type">
          {({ id, 'aria-labelledby': labelledBy }) => (
            <div className={styles.value} id={id} role="group" aria-labelledby={labelledBy}>
              {kind.words.services}
            </div>
          )}
        </Field>
      )}
      <VaultField message={problemAt('vault')} onSelect={() => setPane('select')} onCreate={() => setPane('create')} />
      {draft.vaultId !== undefined && <VaultDetails vaultId={draft.vaultId} />}
      {pane === 'select' && <SelectVaultPane onChoose={choose} onCreate={() => setPane('create')} onClose={close} />}
      {pane === 'create' && <CreateVaultPane onCreated={choose} onClose={close} />}
    </>
  );
}

interface VaultFieldProps {
  message: string | undefined;
  onSelect: () => void;
  onCreate: () => void;
}

function VaultField({ message, onSelect, onCreate }: VaultFieldProps) {
  const { draft } = useWizard();
  const styles = useWizardStyles();
  const name = draft.vaultId === undefined ? undefined : lastName(draft.vaultId);
  return (
    <Field
      className={styles.field}
      orientation="horizontal"
      required
      label={labelWithTip('Vault', 'The vault must be in the same region as the servers.')}
      {...fieldMessage(message)}
    >
      {/* Links cannot take the props that a Field passes to an input: only its label is passed on. */}
      {({ 'aria-labelledby': labelledBy, 'aria-describedby': describedBy }) => (
        <div role="group" aria-labelledby={labelledBy} aria-describedby={describedBy}>
          <div className={styles.value}>
            {name !== undefined && <span>{name}</span>}
            <Link as="button" id={elementIdOf('vault')} onClick={onSelect}>
              {name === undefined ? 'Select vault' : 'Change'}
            </Link>
          </div>
          <Link as="button" onClick={onCreate}>
            Create new
          </Link>
        </div>
      )}
    </Field>
  );
}
