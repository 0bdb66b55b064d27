import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { ArmError } from '#arm/error.ts';
import { deployments } from '#resources/deployments.ts';
import { locations, subscriptionName, subscriptions } from '#resources/subscriptions.ts';
import { ProblemBar } from '#ui/state/ProblemBar.tsx';
import { RowsSkeleton } from '#ui/grid/RowsSkeleton.tsx';
import { StatusText } from '#ui/text/StatusText.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { useCustomDeployment, type CustomDeployment } from './deploy-context.ts';
import { useDeployStyles } from './deploy-styles.ts';
import { DeployedResources, PlannedResources } from './ResourceTables.tsx';
import type { Deploying } from './useDeploy.ts';

/** What the template will make; afterwards the progress, and the result of each resource. */
export function ReviewStep() {
  const { form, request } = useCustomDeployment();
  const styles = useDeployStyles();
  // A request under another name is another deployment.
  if (request) return <Review key={form.name} request={request} />;
  return (
    <div className={styles.bar}>
      <MessageBar intent="warning">
        <MessageBarBody>Some steps need attention. Go to the tabs that are marked and correct them.</MessageBarBody>
      </MessageBar>
    </div>
  );
}

function Review({ request }: { request: NonNullable<CustomDeployment['request']> }) {
  const { form, deploying } = useCustomDeployment();
  const styles = useDeployStyles();
  const { id, input } = request;
  const hasBegun = deploying.status !== 'idle';
  const validation = useQuery({ ...deployments.validation(id, input), enabled: !hasBegun });
  const known = useQuery(subscriptions.list());
  const regions = useQuery({ ...locations.list(form.subscriptionId ?? ''), enabled: input.location !== undefined });
  const validated = validation.data?.properties.validatedResources;
  return (
    <>
      <div className={styles.bar} role="status">
        <Verdict
          isValid={validation.isSuccess}
          count={validated?.length ?? 0}
          deploying={deploying}
          isBusy={validation.isFetching}
        />
      </div>
      {validation.error && !hasBegun && (
        <div className={styles.bar}>
          <ProblemBar
            title="The template cannot be deployed"
            error={validation.error}
            onRetry={() => void validation.refetch()}
          />
        </div>
      )}
      {deploying.error && (
        <div className={styles.bar}>
          <ProblemBar title="The deployment failed" error={withoutCauses(deploying.error)} />
        </div>
      )}
      <SummaryList
        heading="Basics"
        facts={[
          { label: 'Deployment name', value: form.name },
          { label: 'Subscription', value: subscriptionName(known.data, form.subscriptionId ?? '') },
          ...(input.location === undefined
            ? [{ label: 'Resource group', value: form.group ?? '' }]
            : [
                {
                  label: 'Region',
                  value: regions.data?.find(({ name }) => name === input.location)?.displayName ?? input.location,
                },
              ]),
        ]}
      />
      <section className={styles.wide} aria-labelledby="deploy-resources">
        <h2 id="deploy-resources" className={styles.heading}>
          Resources
        </h2>
        {!validated && !validation.error && <RowsSkeleton rows={3} />}
        {validated &&
          (hasBegun ? (
            <DeployedResources id={id} validated={validated} isRunning={deploying.isPending} />
          ) : (
            <PlannedResources validated={validated} />
          ))}
      </section>
    </>
  );
}

/** Each resource shows its own cause in the table; a refusal of the whole is shown only here. */
const withoutCauses = (error: Error): Error =>
  error instanceof ArmError && error.code === 'DeploymentFailed'
    ? new ArmError(
        {
          status: error.status,
          code: error.code,
          message: 'Not everything could be created. The resources below show why.',
          requestId: error.requestId,
          correlationId: error.correlationId,
        },
        { cause: error },
      )
    : error;

interface VerdictProps {
  isValid: boolean;
  isBusy: boolean;
  count: number;
  deploying: Deploying;
}

function Verdict({ isValid, isBusy, count, deploying }: VerdictProps) {
  if (deploying.status === 'pending') return <StatusText kind="running" text="Your deployment is in progress" />;
  if (deploying.status === 'success') {
    return (
      <MessageBar intent="success">
        <MessageBarBody>
          <MessageBarTitle>Your deployment is complete</MessageBarTitle>
          Everything in the template exists.
        </MessageBarBody>
      </MessageBar>
    );
  }
  if (deploying.status === 'error') return null;
  if (isBusy) return <StatusText kind="running" text="Running final validation…" />;
  return isValid ? (
    <StatusText
      kind="success"
      text={`Validation passed. ${count} ${count === 1 ? 'resource' : 'resources'} will be created or updated.`}
    />
  ) : null;
}
