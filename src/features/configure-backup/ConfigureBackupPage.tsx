import { Navigate, useLocation, useParams } from 'react-router';
import { paths } from '#paths';
import { isStepSlug } from './step-slugs.ts';
import { WizardPage } from './WizardPage.tsx';

/** One route for all steps, so that the wizard stays mounted while they change. */
export function Component() {
  const { step } = useParams();
  const { search } = useLocation();
  if (!isStepSlug(step)) return <Navigate replace to={{ pathname: paths.configureBackup(), search }} />;
  return <WizardPage step={step} />;
}
