import { Button, Spinner } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import { matchPath, Navigate, useNavigate, useParams } from 'react-router';
import { paths, patterns } from '#paths';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import { WizardFrame } from '#ui/wizard/WizardFrame.tsx';
import { useWizardWalk } from '#ui/wizard/wizard-steps.ts';
import { BasicsStep, fieldId } from './BasicsStep.tsx';
import { ReviewStep } from './ReviewStep.tsx';
import { deploymentOf, emptyTemplateForm, formProblems, type FormField, type TemplateForm } from './template-form.ts';
import { TEMPLATE_ID, TemplateStep } from './TemplateStep.tsx';
import { useDeploy } from './useDeploy.ts';

const STEPS = ['template', 'basics', 'review'] as const;
type Step = (typeof STEPS)[number];

const TITLES: Record<Step, string> = {
  template: 'Select a template',
  basics: 'Basics',
  review: 'Review + create',
};

const WALK = STEPS.map((slug) => ({ slug, title: TITLES[slug] }));

const isStep = (text: string | undefined): text is Step => STEPS.some((step) => step === text);
const stepOf = (field: FormField): Step => (field === 'template' ? 'template' : 'basics');
const elementIdOf = (field: FormField): string => (field === 'template' ? TEMPLATE_ID : fieldId(field));

/** One route for all tabs, so that the form stays mounted while they change. */
function DeployTemplatePage() {
  const { step } = useParams();
  return isStep(step) ? <CustomDeployment step={step} /> : <Navigate replace to={paths.deploy()} />;
}

/**
 * **Custom deployment**: an ARM template, where it goes, and what becomes of it. The form is not kept anywhere but here:
 * a template may hold secrets.
 */
function CustomDeployment({ step }: { step: Step }) {
  const [form, setForm] = useState(() => emptyTemplateForm(new Date()));
  const [checked, setChecked] = useState<readonly Step[]>([]);
  const navigate = useNavigate();
  const deploying = useDeploy();
  const hasBegun = deploying.status !== 'idle';
  const problems = useMemo(() => formProblems(form), [form]);
  const asked = useMemo(() => deploymentOf(form), [form]);
  const walk = useWizardWalk({
    steps: WALK,
    step,
    problems: useMemo(
      () => [...problems].map(([field, message]) => ({ step: stepOf(field), field, message })),
      [problems],
    ),
    checked,
    onChecked: (steps) => setChecked((before) => [...before, ...steps]),
    addressOf: paths.deploy,
    elementIdOf,
  });
  /** What has begun goes on under its own name; what is asked for from now on has another. */
  const change = (changed: TemplateForm) => {
    setForm(hasBegun ? { ...changed, name: emptyTemplateForm(new Date()).name } : changed);
    if (hasBegun) deploying.reset();
  };

  const { onPrevious, onNext, isLast } = walk.footer;
  return (
    <>
      <WizardFrame
        breadcrumb={[{ label: 'Home', to: paths.home() }]}
        title="Custom deployment"
        closeTo={paths.home()}
        {...walk.frame}
        footer={
          <>
            <Button disabledFocusable={!onPrevious || hasBegun} onClick={onPrevious}>
              Previous
            </Button>
            {!isLast && (
              <Button appearance="primary" onClick={onNext}>
                Next
              </Button>
            )}
            {isLast && !deploying.isSuccess && !deploying.isError && (
              <Button
                appearance="primary"
                disabledFocusable={!asked || deploying.isPending}
                onClick={() => asked && deploying.mutate({ ...asked, name: form.name })}
              >
                {deploying.isPending ? <Spinner size="tiny" label="Deploying…" /> : 'Create'}
              </Button>
            )}
            {isLast && (deploying.isSuccess || deploying.isError) && (
              <Button appearance={deploying.isError ? 'primary' : 'secondary'} onClick={() => change(form)}>
                Redeploy
              </Button>
            )}
            <Button appearance="subtle" onClick={() => void navigate(paths.home())}>
              {hasBegun ? 'Close' : 'Cancel'}
            </Button>
          </>
        }
      >
        {step === 'template' && (
          <TemplateStep
            text={form.text}
            message={walk.messageAt('template')}
            onChange={(text) => change({ ...form, text })}
          />
        )}
        {step === 'basics' && <BasicsStep form={form} onChange={change} messageAt={walk.messageAt} />}
        {step === 'review' && <ReviewStep key={form.name} form={form} asked={asked} deploying={deploying} />}
      </WizardFrame>
      <LeaveDialog
        title="Leave without deploying the template?"
        isUnsaved={form.text !== '' && !hasBegun}
        isPartOfIt={(pathname) => matchPath(patterns.deploy, pathname) !== null}
        onLeave={() => undefined}
      >
        The template and what you entered for it will be lost.
      </LeaveDialog>
    </>
  );
}

export { DeployTemplatePage as Component };
