import { useQuery } from '@tanstack/react-query';
import { Button, Dropdown, Field, makeStyles, Option, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { DATASOURCE_TYPES } from '#protocol/datasource-types.ts';
import { writtenType } from '#protocol/datasources.ts';
import { paths } from '#paths';
import { regionAsItIs, regionNames } from '#resources/region-names.ts';
import { vaults } from '#resources/vaults.ts';
import { ContextPane } from '#ui/pane/ContextPane.tsx';
import { DatasourceTypeField } from '#ui/form/DatasourceTypeField.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { SOLUTION } from './protection-text.ts';

const useStyles = makeStyles({ form: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXL } });

/** **Start: Create Policy**: what the policy is for and the vault it will belong to; then the page that creates it. */
export function StartPolicyPane({ open, onClose }: { open: boolean; onClose: () => void }) {
  const styles = useStyles();
  const navigate = useNavigate();
  const query = useQuery({ ...vaults.everywhere(), enabled: open });
  const { data: regionText = regionAsItIs } = useQuery(regionNames());
  const [kind, setKind] = useState(DATASOURCE_TYPES[0]);
  const [vaultId, setVaultId] = useState<string>();
  const [isChecked, setChecked] = useState(false);
  const proceed = () => {
    setChecked(true);
    if (vaultId === undefined) return;
    void navigate(paths.createPolicy(vaultId, 'basics', paths.protectionPolicies(), writtenType(kind.type)));
  };
  return (
    <ContextPane
      title="Start: Create Policy"
      open={open}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" onClick={proceed}>
            Continue
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <div className={styles.form}>
        <DatasourceTypeField required chosen={kind} onChoose={setKind} />
        <OnlyChoice label="Solution" choice={SOLUTION} />
        <Loadable query={query} skeleton={<RowsSkeleton rows={2} />} what="Backup vaults">
          {(all) =>
            all.length === 0 ? (
              <span>
                A policy belongs to a vault, and there is none yet.{' '}
                <RouteLink to={paths.createVault('basics', paths.protectionPolicies())} inline>
                  Create a vault
                </RouteLink>
              </span>
            ) : (
              <PickerField
                label="Vault"
                required
                placeholder="Select a vault"
                options={all.map(({ id, name, location }) => ({
                  value: id,
                  text: `${name} (${regionText(location)})`,
                }))}
                value={vaultId}
                onChange={setVaultId}
                message={isChecked && vaultId === undefined ? 'Select a vault.' : undefined}
              />
            )
          }
        </Loadable>
      </div>
    </ContextPane>
  );
}

function OnlyChoice({ label, choice }: { label: string; choice: string }) {
  return (
    <Field label={label} required>
      <Dropdown value={choice} selectedOptions={[choice]}>
        <Option value={choice}>{choice}</Option>
      </Dropdown>
    </Field>
  );
}
