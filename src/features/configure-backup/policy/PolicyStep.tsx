import { Button, makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import { DocumentTableRegular } from '@fluentui/react-icons/svg/document-table';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { sameType } from '#protocol/datasources.ts';
import type { BackupPolicy } from '#protocol/policy.ts';
import { idKey, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { paths } from '#paths';
import { backupPolicies } from '#resources/backup-policies.ts';
import { EmptyState } from '#ui/state/EmptyState.tsx';
import { labelWithTip } from '#ui/form/info-tip.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { PickerField } from '#ui/form/PickerField.tsx';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { scheduleText } from '#ui/text/policy-text.ts';
import { RetentionTable } from '#ui/text/RetentionTable.tsx';
import type { StepSummaryProps } from '#ui/wizard/define-wizard.ts';
import { useWalk } from '#ui/wizard/wizard-walk.ts';
import { elementIdOf } from '../problems.ts';
import { useWizard } from '../wizard-context.ts';
import { useWizardStyles } from '../wizard-styles.ts';
import { PolicyDetails } from './PolicyDetails.tsx';

export function PolicyStep() {
  const { draft } = useWizard();
  const styles = useWizardStyles();
  return (
    <>
      <p className={styles.intro}>
        A backup policy says when backups run and how long their recovery points are kept. Policies belong to the vault.
      </p>
      {draft.vaultId === undefined ? <VaultFirst /> : <PoliciesOf vaultId={draft.vaultId} />}
    </>
  );
}

function VaultFirst() {
  const vault = useWalk().problems.find(({ field }) => field === 'vault');
  const styles = useWizardStyles();
  return (
    <MessageBar intent="warning" className={styles.bar}>
      <MessageBarBody>
        Select a Backup vault first. {vault && <RouteLink to={vault.to}>Go to {vault.title}</RouteLink>}
      </MessageBarBody>
    </MessageBar>
  );
}

function PoliciesOf({ vaultId }: { vaultId: ResourceId }) {
  const { type } = useWizard().kind;
  const query = useQuery(backupPolicies.list(vaultId));
  return (
    <Loadable query={query} what="Backup policies" skeleton={<RowsSkeleton rows={6} />}>
      {(all) => {
        const policies = all.filter((policy) => isFor(policy, type));
        return policies.length === 0 ? <NoPolicies vaultId={vaultId} /> : <PolicyChoice policies={policies} />;
      }}
    </Loadable>
  );
}

const isFor = ({ properties }: BackupPolicy, type: string): boolean =>
  properties.datasourceTypes.some((each) => sameType(each, type));

const useStyles = makeStyles({
  // Under the control of the field above it.
  createNew: {
    marginInlineStart: `calc(220px + ${tokens.spacingHorizontalM})`,
    '@media (max-width: 720px)': { marginInlineStart: '0' },
  },
});

/** The address for creating a policy, which returns to this step with the new policy chosen. */
function useNewPolicyAddress(): string {
  const { draft } = useWizard();
  return paths.createPolicy(draft.vaultId ?? '', undefined, useWalk().here, draft.datasourceType);
}

function PolicyChoice({ policies }: { policies: BackupPolicy[] }) {
  const { draft, dispatch, problemAt } = useWizard();
  const styles = useWizardStyles();
  const own = useStyles();
  const newPolicyAddress = useNewPolicyAddress();
  const chosen = policies.find((policy) => draft.policyId !== undefined && idKey(policy.id) === idKey(draft.policyId));
  return (
    <>
      <PickerField
        className={styles.field}
        orientation="horizontal"
        id={elementIdOf('policy')}
        label={labelWithTip('Backup policy', 'Defines the backup schedule and the retention duration.')}
        required
        placeholder="Select a backup policy"
        options={policies.map((policy) => ({ value: idKey(policy.id), text: policy.name }))}
        value={chosen && idKey(chosen.id)}
        message={problemAt('policy')}
        onChange={(key) => {
          const policy = policies.find((each) => idKey(each.id) === key);
          if (policy) dispatch({ type: 'policyChosen', policyId: policy.id });
        }}
      />
      <div className={own.createNew}>
        <RouteLink to={newPolicyAddress}>Create new</RouteLink>
      </div>
      {chosen && <PolicyDetails policy={chosen.properties} />}
    </>
  );
}

function NoPolicies({ vaultId }: { vaultId: ResourceId }) {
  const newPolicyAddress = useNewPolicyAddress();
  const navigate = useNavigate();
  return (
    <EmptyState
      picture={<DocumentTableRegular />}
      heading="No backup policies"
      action={
        <Button appearance="primary" id={elementIdOf('policy')} onClick={() => void navigate(newPolicyAddress)}>
          Create new
        </Button>
      }
    >
      There is no policy for this datasource type in <strong>{parseResourceId(vaultId)?.name}</strong>. Create one to
      continue.
    </EmptyState>
  );
}

export function PolicySummary(props: StepSummaryProps) {
  const { policy } = useWizard();
  return (
    <SummaryList
      {...props}
      facts={[
        { label: 'Policy name', value: policy?.name ?? '–' },
        { label: 'Schedule', value: policy ? scheduleText(policy.properties) : '–' },
        { label: 'Retention rules', value: policy ? <RetentionTable policy={policy.properties} /> : '–' },
      ]}
    />
  );
}
