import { createContext, useContext } from 'react';
import type { DeploymentInput } from '#protocol/deployments.ts';
import type { ResourceId } from '#protocol/resource-id.ts';
import { fieldIds } from '#ui/form/field-problems.ts';
import type { FormField, TemplateForm } from './template-form.ts';
import type { Deploying } from './useDeploy.ts';

/** What every step of Custom deployment uses. */
export interface CustomDeployment {
  form: TemplateForm;
  onChange: (form: TemplateForm) => void;
  /** The message to show at a field; undefined as long as its step was not left or submitted. */
  messageAt: (field: FormField) => string | undefined;
  /** The request; undefined as long as something is missing. */
  request: { id: ResourceId; input: DeploymentInput } | undefined;
  deploying: Deploying;
}

export const CustomDeploymentContext = createContext<CustomDeployment | undefined>(undefined);

export function useCustomDeployment(): CustomDeployment {
  const deployment = useContext(CustomDeploymentContext);
  if (!deployment) throw new Error('useCustomDeployment works inside Custom deployment only.');
  return deployment;
}

export const elementIdOf = fieldIds<FormField>('deploy');
