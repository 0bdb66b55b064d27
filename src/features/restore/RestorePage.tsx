import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { matchPath, Navigate, useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import type { BackupInstance } from '#protocol/data-protection.ts';
import { idKey, lastName, parseResourceId, type ResourceId } from '#protocol/resource-id.ts';
import { RESTORE_TO_SERVER } from '#protocol/restore.ts';
import { instanceIdOf, paths, patterns } from '#paths';
import { backupInstances } from '#resources/backup-instances.ts';
import { postgresServers } from '#resources/postgres-servers.ts';
import { recoveryPoints } from '#resources/recovery-points.ts';
import { pointContents } from '#resources/restores.ts';
import { storageAccounts } from '#resources/storage-accounts.ts';
import { vaults } from '#resources/vaults.ts';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import { Loadable } from '#ui/state/Loadable.tsx';
import { loadedWhenShown } from '#ui/state/loaded-when-shown.tsx';
import { Page } from '#ui/page/Page.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { useTabForm } from '#ui/wizard/tab-form.ts';
import { WizardFrame } from '#ui/wizard/WizardFrame.tsx';
import { useMoment, useWizardWalk } from '#ui/wizard/wizard-steps.ts';
import { BasicsStep } from './BasicsStep.tsx';
import { newestFirst } from './point-columns.tsx';
import { PointStep } from './PointStep.tsx';
import { elementIdOf, RestoreWizardContext, type RestoreWizard } from './restore-context.ts';
import { restoreProblems, restoreRequest, type RestoreFacts, type RestoreProblem } from './restore-request.ts';
import { emptyRestoreForm, isRestoreForm, reduceRestoreForm, type RestoreForm } from './restore-form.ts';
import { restoreVerdicts, type RestoreVerdict } from './restore-verdict.ts';
import { RestoreFooter } from './RestoreFooter.tsx';
import { isStepSlug, STEP_SLUGS, STEP_TITLES, type StepSlug } from './step-slugs.ts';
import { useStartRestore } from './useStartRestore.ts';

const ParametersStep = loadedWhenShown(
  async () => (await import('./ParametersStep.tsx')).ParametersStep,
  <RowsSkeleton rows={6} />,
);
const ReviewStep = loadedWhenShown(async () => (await import('./ReviewStep.tsx')).ReviewStep);

const WALK = STEP_SLUGS.map((slug) => ({ slug, title: STEP_TITLES[slug] }));
const CONTENTS = {
  basics: BasicsStep,
  point: PointStep,
  parameters: ParametersStep,
  review: ReviewStep,
} as const satisfies Record<StepSlug, unknown>;

/** One route for all tabs, so that the form stays mounted while they change. */
function RestorePage() {
  const { vaultId = '', instanceName = '', step } = useParams();
  const { search } = useLocation();
  const instanceId = instanceIdOf(vaultId, instanceName);
  const found = useQuery(backupInstances.byId(instanceId));
  if (!isStepSlug(step)) return <Navigate replace to={{ pathname: paths.restore(instanceId), search }} />;
  if (found.data) {
    return <Restore key={instanceId} vaultId={vaultId} instance={found.data} instanceId={instanceId} step={step} />;
  }
  return (
    <Page
      breadcrumb={breadcrumbFor(vaultId, instanceId, instanceName)}
      title="Restore"
      closeTo={paths.instance(instanceId)}
    >
      <Loadable
        query={found}
        skeleton={<RowsSkeleton rows={6} />}
        what="The backup instance"
        back={{ to: paths.vaultInstances(vaultId), label: 'Go to the backup instances of the vault' }}
      >
        {() => null}
      </Loadable>
    </Page>
  );
}

interface RestoreProps {
  vaultId: ResourceId;
  instanceId: ResourceId;
  instance: BackupInstance;
  step: StepSlug;
}

/** **Restore**: its tabs, and what happens when the restore is started or left. */
function Restore({ vaultId, instanceId, instance, step }: RestoreProps) {
  const { form, dispatch, discard } = useTabForm({
    key: `backup-portal.restore ${idKey(instanceId)}`,
    empty: emptyRestoreForm,
    isForm: isRestoreForm,
    reduce: reduceRestoreForm,
  });
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const start = useStartRestore(instanceId, instance.properties.friendlyName);
  const { data: vault } = useQuery(vaults.byId(vaultId));
  const known = useRestoreFacts(instanceId, instance, form, search.get('point'));
  const { facts, points, contents, subscriptionId } = known;

  const problems = useMemo(() => restoreProblems(known.form, facts), [known.form, facts]);
  const request = useMemo(() => restoreRequest(known.form, facts), [known.form, facts]);
  const asking = vault && request && restoreVerdicts.of(instanceId, vault, request);
  const verdict = useQuery({
    ...(asking ?? NOTHING_TO_ASK),
    // Elsewhere a person asks; what waits for a role goes on by itself.
    enabled: (query) => asking !== undefined && (step === 'review' || query.state.data?.kind === 'propagating'),
  });

  const started = start.data;
  useMoment(started !== undefined, () => {
    if (!started) return;
    discard();
    void navigate(started.jobId === undefined ? paths.vaultJobs(vaultId) : paths.job(started.jobId), { replace: true });
  });

  const addressOf = (slug: StepSlug) => paths.restore(instanceId, search.get('point') ?? undefined, slug);
  const closeTo = paths.instance(instanceId);
  const walk = useWizardWalk({
    steps: WALK,
    step,
    problems,
    checked: form.checked,
    onChecked: (steps) => dispatch({ type: 'stepsChecked', steps }),
    addressOf,
    elementIdOf,
  });
  const validate = () => {
    dispatch({ type: 'stepsChecked', steps: ['point', 'parameters'] });
    if (asking) void client.query({ ...asking, staleTime: 0 }).catch(() => undefined);
    else walk.toProblem(problems);
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
    problems,
    messageAt: walk.messageAt,
    request,
    verdict,
    validate,
    addressOf,
    failure: start.error,
  };
  const Content = CONTENTS[step];
  return (
    <RestoreWizardContext value={wizard}>
      <WizardFrame
        breadcrumb={breadcrumbFor(vaultId, instanceId, instance.properties.friendlyName)}
        title="Restore"
        closeTo={closeTo}
        {...walk.frame}
        footer={
          <RestoreFooter
            {...walk.footer}
            nextTitle={walk.following?.title}
            onRestore={() => {
              if (request) start.mutate(request);
            }}
            onCancel={() => void navigate(closeTo)}
            reason={whyNot(problems, verdict)}
            isStarting={start.isPending || started !== undefined}
          />
        }
      >
        <Content />
      </WizardFrame>
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

const NOTHING_TO_ASK = {
  queryKey: [...restoreVerdicts.all(), 'nothing'],
  queryFn: (): Promise<RestoreVerdict> => Promise.reject(new Error('There is nothing to ask yet.')),
};

function whyNot(
  problems: readonly RestoreProblem[],
  { data, isFetching }: RestoreWizard['verdict'],
): string | undefined {
  const [first] = problems;
  if (first) return first.message;
  if (isFetching) return 'The restore is being validated.';
  return data?.kind === 'ready' ? undefined : 'The validation has to succeed first.';
}

/** What is known about the choices. The chosen target falls back to files when the point cannot go into a server. */
function useRestoreFacts(
  instanceId: ResourceId,
  instance: BackupInstance,
  chosen: RestoreForm,
  pointName: string | null,
) {
  const points = useQuery({ ...recoveryPoints.list(instanceId), select: newestFirst });
  const point =
    pointName === null ? points.data?.[0] : points.data?.find(({ name }) => name === pointName.toLowerCase());
  const contents = useQuery({ ...pointContents.of(point?.id ?? ''), enabled: point !== undefined });
  const isServer =
    chosen.target === 'server' && contents.data?.allowedRestoreTargetTypes.includes(RESTORE_TO_SERVER) !== false;
  const form = useMemo((): RestoreForm => ({ ...chosen, target: isServer ? 'server' : 'files' }), [chosen, isServer]);

  const subscriptionId =
    form.subscriptionId ?? parseResourceId(instance.properties.dataSourceInfo.resourceID)?.subscriptionId ?? '';
  const { data: accounts } = useQuery({ ...storageAccounts.inSubscription(subscriptionId), enabled: !isServer });
  const { data: containers } = useQuery({
    ...storageAccounts.containers(form.accountId ?? ''),
    enabled: !isServer && form.accountId !== undefined,
  });
  const { data: present } = useQuery({
    ...postgresServers.databases(form.serverId ?? ''),
    enabled: isServer && form.serverId !== undefined,
  });
  const databases = contents.data?.databases;
  const facts = useMemo(
    (): RestoreFacts => ({
      instance,
      point,
      accounts,
      containers: containers?.map(({ name }) => name),
      databases: databases ?? [],
      present: present?.map(({ name }) => name),
    }),
    [instance, point, accounts, containers, databases, present],
  );
  return { form, facts, points, contents, subscriptionId };
}

const breadcrumbFor = (vaultId: ResourceId, instanceId: ResourceId, name: string) => [
  { label: 'Home', to: paths.home() },
  { label: 'Backup vaults', to: paths.vaults() },
  { label: `${lastName(vaultId)} | Backup instances`, to: paths.vaultInstances(vaultId) },
  { label: name, to: paths.instance(instanceId) },
];

export { RestorePage as Component };
