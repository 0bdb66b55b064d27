import { Button } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import { matchPath, useNavigate } from 'react-router';
import { paths, patterns } from '#paths';
import { AtStep } from '#ui/wizard/AtStep.tsx';
import type { SlugOf } from '#ui/wizard/define-wizard.ts';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import { SubmitButton } from '#ui/wizard/SubmitButton.tsx';
import { useWizardWalk } from '#ui/wizard/wizard-walk.ts';
import { WizardFooter } from '#ui/wizard/WizardFooter.tsx';
import { WizardFrame } from '#ui/wizard/WizardFrame.tsx';
import { CustomDeploymentContext } from './deploy-context.ts';
import { deployWizard } from './deploy-wizard.ts';
import { deploymentOf, emptyTemplateForm, type TemplateForm } from './template-form.ts';
import { useDeploy } from './useDeploy.ts';

const DeployTemplatePage = () => (
  <AtStep wizard={deployWizard} first={paths.deploy()}>
    {(step) => <CustomDeployment step={step} />}
  </AtStep>
);

/**
 * **Custom deployment**: an ARM template, its scope, and its results. The form is not stored anywhere: a template may
 * hold secrets.
 */
function CustomDeployment({ step }: { step: SlugOf<typeof deployWizard> }) {
  const [form, setForm] = useState(() => emptyTemplateForm(new Date()));
  const [checked, setChecked] = useState<readonly string[]>([]);
  const navigate = useNavigate();
  const deploying = useDeploy();
  const hasBegun = deploying.status !== 'idle';
  const request = useMemo(() => deploymentOf(form), [form]);
  const walk = useWizardWalk(deployWizard, {
    step,
    form,
    facts: undefined,
    checked,
    onChecked: (steps) => setChecked((before) => [...before, ...steps]),
    addressOf: paths.deploy,
  });
  /** A started deployment keeps its name; the next one gets another. */
  const change = (changed: TemplateForm) => {
    setForm(hasBegun ? { ...changed, name: emptyTemplateForm(new Date()).name } : changed);
    if (hasBegun) deploying.reset();
  };

  return (
    <CustomDeploymentContext value={{ form, onChange: change, messageAt: walk.messageAt, request, deploying }}>
      <WizardFrame
        walk={walk}
        breadcrumb={[{ label: 'Home', to: paths.home() }]}
        closeTo={paths.home()}
        footer={
          <WizardFooter
            isHeld={hasBegun}
            cancel={hasBegun ? 'Close' : 'Cancel'}
            onCancel={() => void navigate(paths.home())}
          >
            {deploying.isSuccess || deploying.isError ? (
              <Button appearance={deploying.isError ? 'primary' : 'secondary'} onClick={() => change(form)}>
                Redeploy
              </Button>
            ) : (
              <SubmitButton
                busy={deploying.isPending && 'Deploying…'}
                onSubmit={() => request && deploying.mutate({ ...request, name: form.name })}
              >
                Create
              </SubmitButton>
            )}
          </WizardFooter>
        }
      />
      <LeaveDialog
        title="Leave without deploying the template?"
        isUnsaved={form.text !== '' && !hasBegun}
        isPartOfIt={(pathname) => matchPath(patterns.deploy, pathname) !== null}
        onLeave={() => undefined}
      >
        The template and what you entered for it will be lost.
      </LeaveDialog>
    </CustomDeploymentContext>
  );
}

export { DeployTemplatePage as Component };
