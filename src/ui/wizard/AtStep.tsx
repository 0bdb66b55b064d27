import type { ReactNode } from 'react';
import { Navigate, useLocation, useParams } from 'react-router';
import type { Wizard } from './define-wizard.ts';

interface AtStepProps<Slug extends string> {
  wizard: Pick<Wizard<Slug, never, never, never>, 'slugIn'>;
  /** The path of the first step, for an address that names none. */
  first: string;
  children: (step: Slug) => ReactNode;
}

/** One route for all steps, so that the form stays mounted while they change. */
export function AtStep<Slug extends string>({ wizard, first, children }: AtStepProps<Slug>) {
  const { search } = useLocation();
  const step = wizard.slugIn(useParams().step);
  if (step === undefined) return <Navigate replace to={{ pathname: first, search }} />;
  return children(step);
}
