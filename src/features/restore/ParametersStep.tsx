import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { RESTORE_TO_SERVER } from '#protocol/restore.ts';
import { subscriptions } from '#resources/subscriptions.ts';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { GivenField } from '#ui/form/GivenField.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { FilesTarget } from './FilesTarget.tsx';
import { useRestoreWizard } from './restore-context.ts';
import { useRestoreStyles } from './restore-styles.ts';
import { Validation } from './Validation.tsx';

const ServerTarget = loadedWhenShown(
  async () => (await import('./ServerTarget.tsx')).ServerTarget,
  <RowsSkeleton rows={6} />,
);

/** Where the recovery point goes, and whether it can. */
export function ParametersStep() {
  const { form, dispatch, subscriptionId, contents } = useRestoreWizard();
  const styles = useRestoreStyles();
  const { data: all } = useQuery(subscriptions.list());
  const offersServers = contents.data?.allowedRestoreTargetTypes.includes(RESTORE_TO_SERVER) === true;
  return (
    <>
      {contents.error && (
        <div className={styles.bar}>
          <ProblemBar
            title="The content of the recovery point could not be read"
            error={contents.error}
            onRetry={() => void contents.refetch()}
          />
        </div>
      )}
      {offersServers ? (
        <Field className={styles.field} orientation="horizontal" label="Restore type">
          <RadioGroup
            value={form.target}
            onChange={(_, { value }) =>
              dispatch({ type: 'targetChosen', target: value === 'server' ? 'server' : 'files' })
            }
          >
            <Radio value="files" label="Restore as Files" />
            <Radio value="server" label="Restore to a PostgreSQL server" />
          </RadioGroup>
        </Field>
      ) : (
        <GivenField label="Restore type">Restore as Files</GivenField>
      )}
      <PickerField
        className={styles.field}
        orientation="horizontal"
        label="Target subscription"
        required
        options={(all ?? []).map((each) => ({ value: each.subscriptionId.toLowerCase(), text: each.displayName }))}
        value={subscriptionId.toLowerCase()}
        onChange={(value) => dispatch({ type: 'subscriptionChosen', subscriptionId: value })}
      />
      {form.target === 'files' ? <FilesTarget /> : <ServerTarget />}
      <Validation />
    </>
  );
}
