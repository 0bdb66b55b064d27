import { Button, Spinner } from '@fluentui/react-components';
import { useEffect, useMemo, useState } from 'react';
import { matchPath, Navigate, useNavigate, useParams } from 'react-router';
import { paths, patterns } from '#paths';
import { useHiddenText } from '#ui/hidden-text.ts';
import { loadedWhenShown } from '#ui/loaded-when-shown.tsx';
import { WizardFrame } from '#ui/WizardFrame.tsx';
import { tabState } from '#ui/wizard-steps.ts';
import { BasicsStep, fieldId } from './BasicsStep.tsx';
import { ReviewStep } from './ReviewStep.tsx';
import { deploymentOf, emptyTemplateForm, formProblems, type FormField, type TemplateForm } from './template-form.ts';
import { TEMPLATE_ID, TemplateStep } from './TemplateStep.tsx';
import { useDeploy } from './useDeploy.ts';

// Needed once there is something to lose.
const LeaveDialog = loadedWhenShown(async () => (await import('#ui/LeaveDialog.tsx')).LeaveDialog);

const STEPS = ['template', 'basics', 'review'] as const;
type Step = (typeof STEPS)[number];

const TITLES: Record<Step, string> = {
  template: 'Select a template',
  basics: 'Basics',
  review: 'Review + create',
};

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
  const [told, setTold] = useState<{ field: FormField; count: number }>();
  const navigate = useNavigate();
  const hidden = useHiddenText();
  const deploying = useDeploy();
  const hasBegun = deploying.status !== 'idle';
  const problems = useMemo(() => formProblems(form), [form]);
  const asked = useMemo(() => deploymentOf(form), [form]);
  const problemsOf = (slug: Step) => [...problems.keys()].filter((field) => stepOf(field) === slug);
  const at = STEPS.indexOf(step);
  const previous = STEPS[at - 1];
  const following = STEPS[at + 1];

  useEffect(() => {
    if (told) document.getElementById(elementIdOf(told.field))?.focus();
  }, [told]);

  const go = (slug: Step) => {
    setChecked([...checked, ...(slug === 'review' ? STEPS : [step])]);
    setTold(undefined);
    void navigate(paths.deploy(slug));
  };
  const next = () => {
    const [field, ...others] = problemsOf(step);
    if (field !== undefined) {
      setChecked([...checked, step]);
      setTold({ field, count: others.length + 1 });
    } else if (following) go(following);
  };
  /** What has begun goes on under its own name; what is asked for from now on has another. */
  const change = (changed: TemplateForm) => {
    setForm(hasBegun ? { ...changed, name: emptyTemplateForm(new Date()).name } : changed);
    if (hasBegun) deploying.reset();
  };

  const messageAt = (field: FormField) => (checked.includes(stepOf(field)) ? problems.get(field) : undefined);
  const isUnsaved = form.text !== '' && !hasBegun;
  return (
    <>
      <WizardFrame
        breadcrumb={[{ label: 'Home', to: paths.home() }]}
        title="Custom deployment"
        closeTo={paths.home()}
        tabs={STEPS.map((slug) => ({
          slug,
          title: TITLES[slug],
          state: tabState(slug, checked.includes(slug), problemsOf(slug).length),
        }))}
        current={step}
        onGo={(slug) => {
          if (isStep(slug)) go(slug);
        }}
        footer={
          <>
            <Button disabledFocusable={!previous || hasBegun} onClick={() => previous && go(previous)}>
              Previous
            </Button>
            {step !== 'review' && (
              <Button appearance="primary" onClick={next}>
                Next
              </Button>
            )}
            {step === 'review' && !deploying.isSuccess && !deploying.isError && (
              <Button
                appearance="primary"
                disabledFocusable={!asked || deploying.isPending}
                onClick={() => asked && deploying.mutate({ ...asked, name: form.name })}
              >
                {deploying.isPending ? <Spinner size="tiny" label="Deploying…" /> : 'Create'}
              </Button>
            )}
            {step === 'review' && (deploying.isSuccess || deploying.isError) && (
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
            message={messageAt('template')}
            onChange={(text) => change({ ...form, text })}
          />
        )}
        {step === 'basics' && <BasicsStep form={form} onChange={change} messageAt={messageAt} />}
        {step === 'review' && <ReviewStep key={form.name} form={form} asked={asked} deploying={deploying} />}
        <div role="status" className={hidden.root}>
          {told && `${told.count} problem${told.count === 1 ? '' : 's'} to fix before you can continue.`}
        </div>
      </WizardFrame>
      {isUnsaved && (
        <LeaveDialog
          title="Leave without deploying the template?"
          isUnsaved
          isPartOfIt={(pathname) => matchPath(patterns.deploy, pathname) !== null}
          onLeave={() => undefined}
        >
          The template and what you entered for it will be lost.
        </LeaveDialog>
      )}
    </>
  );
}

export { DeployTemplatePage as Component };
