import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { matchPath, useNavigate, useSearchParams } from 'react-router';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { idKey, type ResourceId } from '#protocol/resource-id.ts';
import { paths, patterns } from '#paths';
import { vaults } from '#resources/vaults.ts';
import type { SlugOf } from '#ui/wizard/define-wizard.ts';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import { SubmitButton } from '#ui/wizard/SubmitButton.tsx';
import { useTabForm } from '#ui/wizard/tab-form.ts';
import { useMoment, useWizardWalk } from '#ui/wizard/wizard-walk.ts';
import { WizardFooter } from '#ui/wizard/WizardFooter.tsx';
import { WizardFrame } from '#ui/wizard/WizardFrame.tsx';
import { RestoreWizardContext, type RestoreWizard } from './restore-context.ts';
import { restoreCrumbs } from './restore-crumbs.ts';
import { emptyRestoreForm, reduceRestoreForm } from './restore-form.ts';
import { restoreRequest } from './restore-request.ts';
import { keptRestoreForm, restoreWizard } from './restore-wizard.tsx';
import { useRestoreFacts } from './useRestoreFacts.ts';
import { useRestoreVerdict } from './useRestoreVerdict.ts';
import { useStartRestore } from './useStartRestore.ts';

type RestoreStep = SlugOf<typeof restoreWizard>;

interface RestoreProps {
  vaultId: ResourceId;
  instanceId: ResourceId;
  instance: BackupInstance;
  step: RestoreStep;
}

/** **Restore**: what happens when the restore is started or left. */
export function Restore({ vaultId, instanceId, instance, step }: RestoreProps) {
  const { form, dispatch, discard } = useTabForm({
    key: `backup-portal.restore ${idKey(instanceId)}`,
    empty: emptyRestoreForm,
    schema: keptRestoreForm,
    reduce: reduceRestoreForm,
  });
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const start = useStartRestore(instanceId, instance.properties.friendlyName);
  const { data: vault } = useQuery(vaults.byId(vaultId));
  const known = useRestoreFacts(instanceId, instance, form, search.get('point'));
  const { facts, points, contents, subscriptionId } = known;

  const request = useMemo(() => restoreRequest(known.form, facts), [known.form, facts]);
  const { verdictQuery, verdict } = useRestoreVerdict(instanceId, vault, request, step === 'review');

  const started = start.data;
  useMoment(started !== undefined, () => {
    if (!started) return;
    discard();
    void navigate(started.jobId === undefined ? paths.vaultJobs(vaultId) : paths.job(started.jobId), { replace: true });
  });

  const closeTo = paths.instance(instanceId);
  const check = (steps: readonly RestoreStep[]) => dispatch({ type: 'stepsChecked', steps });
  const walk = useWizardWalk(restoreWizard, {
    step,
    form: known.form,
    facts,
    checked: form.checked,
    onChecked: check,
    addressOf: (slug) => paths.restore(instanceId, search.get('point') ?? undefined, slug),
  });
  const validate = () => {
    check(['point', 'parameters']);
    if (verdictQuery) void client.query({ ...verdictQuery, staleTime: 0 }).catch(() => undefined);
    else walk.toProblem(walk.problems);
  };

  const wizard: RestoreWizard = {
    instanceId,
    instance,
    vault,
    form: known.form,
    dispatch,
    facts,
    points,
    contents,
    choosePoint: (name) => {
      if (name === facts.point?.name) return;
      dispatch({ type: 'pointChosen' });
      setSearch({ point: name }, { replace: true });
    },
    subscriptionId,
    messageAt: walk.messageAt,
    request,
    verdict,
    validate,
    failure: start.error,
  };
  return (
    <RestoreWizardContext value={wizard}>
      <WizardFrame
        walk={walk}
        breadcrumb={restoreCrumbs(vaultId, instanceId, instance.properties.friendlyName)}
        closeTo={closeTo}
        footer={
          <WizardFooter namesNext onCancel={() => void navigate(closeTo)}>
            <SubmitButton
              reason={whyNot(verdict)}
              busy={(start.isPending || started !== undefined) && 'Starting…'}
              onSubmit={() => {
                if (request) start.mutate(request);
              }}
            >
              Restore
            </SubmitButton>
          </WizardFooter>
        }
      />
      <LeaveDialog
        title="Leave without restoring?"
        isUnsaved={form.touched && !started}
        isPartOfIt={(pathname) => isOf(pathname, vaultId, instance.name)}
        onLeave={discard}
      >
        Your choices on this page will be lost.
      </LeaveDialog>
    </RestoreWizardContext>
  );
}

function isOf(pathname: string, vaultId: ResourceId, instanceName: string): boolean {
  const params = matchPath(patterns.restore, pathname)?.params;
  return params?.vaultId === vaultId && params.instanceName?.toLowerCase() === instanceName.toLowerCase();
}

/** Why the service does not accept it, or that its verdict is not there yet. */
function whyNot({ data, isFetching }: RestoreWizard['verdict']): string | undefined {
  if (isFetching) return 'The restore is being validated.';
  return data?.kind === 'ready' ? undefined : 'The validation has to succeed first.';
}
