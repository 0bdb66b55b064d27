import { Field, Input, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { fieldIds, fieldProblems } from '#ui/form/field-problems.ts';
import { useFormStyles } from '#ui/form/form-styles.ts';
import { RouteLink } from '#ui/page/RouteLink.tsx';
import { SummaryList } from '#ui/page/SummaryList.tsx';
import { defineWizard, type SlugOf, type StepSummaryProps } from '#ui/wizard/define-wizard.ts';
import { LeaveDialog } from '#ui/wizard/LeaveDialog.tsx';
import { StepSummaries } from '#ui/wizard/StepSummaries.tsx';
import { SubmitButton } from '#ui/wizard/SubmitButton.tsx';
import { ValidationBar } from '#ui/wizard/ValidationBar.tsx';
import { useWizardWalk, WalkContext } from '#ui/wizard/wizard-walk.ts';
import { WizardFooter } from '#ui/wizard/WizardFooter.tsx';
import { WizardFrame } from '#ui/wizard/WizardFrame.tsx';
import { WizardTabs, type WizardTab } from '#ui/wizard/WizardTabs.tsx';
import { Example } from '../Example.tsx';
import type { Piece } from '../piece.ts';
import { nothing, UNANSWERED } from '../samples.ts';

interface Form {
  name: string;
  region: string;
}

const elementIdOf = fieldIds<'name' | 'region'>('gallery-vault');

const wizard = defineWizard({
  title: 'Create Backup Vault',
  elementIdOf,
  steps: {
    basics: {
      title: 'Basics',
      Body: BasicsStep,
      Summary: BasicsSummary,
      problems: ({ name, region }: Form) =>
        fieldProblems([
          ['name', name === '' ? 'Enter a name.' : undefined],
          ['region', region === '' ? 'Select a region.' : undefined],
        ]),
    },
    tags: { title: 'Tags', Body: () => null, Summary: TagsSummary },
    review: { title: 'Review + create', Body: () => null },
  },
});

function BasicsStep() {
  const form = useFormStyles();
  return (
    <>
      <p className={form.intro}>A Backup vault keeps the recovery points of your servers.</p>
      <Field className={form.field} orientation="horizontal" label="Vault name" required>
        <Input id={elementIdOf('name')} defaultValue="bv-shop" />
      </Field>
    </>
  );
}

function BasicsSummary(props: StepSummaryProps) {
  return <SummaryList {...props} facts={[{ label: 'Vault name', value: 'bv-shop' }]} />;
}

function TagsSummary(props: StepSummaryProps) {
  return <SummaryList {...props} facts={[{ label: 'team', value: 'shop' }]} />;
}

const RIGHT: Form = { name: 'bv-shop', region: 'westeurope' };
const WRONG: Form = { name: '', region: '' };

interface AtProps {
  step: SlugOf<typeof wizard>;
  form?: Form;
}

/** The walk of somebody who is at that step. */
const useWalkAt = ({ step, form = RIGHT }: AtProps) =>
  useWizardWalk(wizard, {
    step,
    form,
    facts: undefined,
    checked: ['basics'],
    onChecked: nothing,
    addressOf: (slug) => `/create/${slug}`,
  });

/** What stands in a wizard, without its page. */
function Inside({ children, ...at }: AtProps & { children: ReactNode }) {
  return <WalkContext value={useWalkAt(at)}>{children}</WalkContext>;
}

const useStyles = makeStyles({
  page: {
    display: 'flex',
    height: '360px',
    overflow: 'auto',
    border: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
  },
  row: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalL },
});

function Framed() {
  const styles = useStyles();
  return (
    <div className={styles.page}>
      <WizardFrame
        walk={useWalkAt({ step: 'basics' })}
        breadcrumb={[
          { label: 'Home', to: '/' },
          { label: 'Backup vaults', to: '/vaults' },
        ]}
        closeTo="/"
        footer={
          <WizardFooter namesNext onCancel={nothing}>
            <SubmitButton onSubmit={nothing}>Create</SubmitButton>
          </WizardFooter>
        }
      />
    </div>
  );
}

const tabsOf = (prefix: string, states: readonly WizardTab['state'][]): WizardTab[] =>
  ['Basics', 'Datasources', 'Schedule and retention', 'Tags', 'Review + create'].map((title, at) => ({
    slug: `${prefix}-${String(at)}`,
    title,
    state: states[at] ?? 'todo',
    onGo: nothing,
  }));

const WizardTabsStates = () => (
  <>
    <Example state="at the first">
      <Tabs label="First steps" tabs={tabsOf('first', [])} current={0} />
    </Example>
    <Example state="done, with a problem, and to do">
      <Tabs label="Later steps" tabs={tabsOf('later', ['done', 'problem', 'done'])} current={3} />
    </Example>
    <Example state="at one with a problem">
      <Tabs label="Wrong steps" tabs={tabsOf('wrong', ['done', 'problem'])} current={1} />
    </Example>
  </>
);

function Tabs({ label, tabs, current }: { label: string; tabs: readonly WizardTab[]; current: number }) {
  const panelId = `${label.replaceAll(' ', '-')}-panel`;
  return (
    <>
      <WizardTabs label={label} tabs={tabs} current={tabs[current]?.slug ?? ''} panelId={panelId} />
      <div id={panelId} />
    </>
  );
}

function WizardFooterStates() {
  const styles = useStyles();
  return (
    <>
      <Example state="first step">
        <Inside step="basics">
          <div className={styles.row}>
            <WizardFooter onCancel={nothing}>{null}</WizardFooter>
          </div>
        </Inside>
      </Example>
      <Example state="last step, everything is there">
        <Inside step="review">
          <div className={styles.row}>
            <WizardFooter>
              <SubmitButton onSubmit={nothing}>Create</SubmitButton>
            </WizardFooter>
          </div>
        </Inside>
      </Example>
      <Example state="last step, something is missing">
        <Inside step="review" form={WRONG}>
          <div className={styles.row}>
            <WizardFooter onCancel={nothing} cancel="Close">
              <SubmitButton onSubmit={nothing}>Create</SubmitButton>
            </WizardFooter>
          </div>
        </Inside>
      </Example>
      <Example state="being sent">
        <Inside step="review">
          <div className={styles.row}>
            <WizardFooter isHeld>
              <SubmitButton busy="Creating…" onSubmit={nothing}>
                Create
              </SubmitButton>
            </WizardFooter>
          </div>
        </Inside>
      </Example>
    </>
  );
}

const FAILED_TITLE = 'The Backup vault could not be created';

const ValidationBarStates = () => (
  <>
    <Example state="passed">
      <Inside step="review">
        <ValidationBar failure={null} failed={FAILED_TITLE} />
      </Inside>
    </Example>
    <Example state="something is missing">
      <Inside step="review" form={WRONG}>
        <ValidationBar failure={null} failed={FAILED_TITLE} />
      </Inside>
    </Example>
    <Example state="refused">
      <Inside step="review">
        <ValidationBar failure={UNANSWERED} failed={FAILED_TITLE} />
      </Inside>
    </Example>
  </>
);

const LeaveDialogStates = () => (
  <Example state="something is unsaved" opens="LeaveDialog">
    <RouteLink to="/elsewhere">Go elsewhere</RouteLink>
    <LeaveDialog
      title="Leave without creating the Backup vault?"
      isUnsaved
      isPartOfIt={(path) => path === '/'}
      onLeave={nothing}
    >
      Your choices on this page will be lost.
    </LeaveDialog>
  </Example>
);

const StepSummariesStates = () => (
  <Example state="with the ways back">
    <Inside step="review">
      <StepSummaries />
    </Inside>
  </Example>
);

export const WIZARD_PIECES: readonly Piece[] = [
  {
    name: 'WizardFrame',
    files: ['wizard/WizardFrame'],
    States: () => (
      <Example state="at the first step">
        <Framed />
      </Example>
    ),
  },
  { name: 'WizardTabs', files: ['wizard/WizardTabs'], States: WizardTabsStates },
  {
    name: 'WizardFooter',
    files: ['wizard/WizardFooter', 'wizard/SubmitButton'],
    States: WizardFooterStates,
  },
  { name: 'ValidationBar', files: ['wizard/ValidationBar'], States: ValidationBarStates },
  { name: 'StepSummaries', files: ['wizard/StepSummaries'], States: StepSummariesStates },
  { name: 'LeaveDialog', files: ['wizard/LeaveDialog', 'wizard/LeaveQuestion'], States: LeaveDialogStates },
];
