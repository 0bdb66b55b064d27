/**
 * Microsoft.Resources/deployments: template deployments (docs/reference/arm.md#8-deployments). What a template is, and
 * what its deployment reports.
 */
import type { OpenEnum } from './data-protection.ts';
import type { ErrorBody } from './errors.ts';
import type { ResourceId } from './resource-id.ts';

export const DEPLOYMENT_TYPE = 'Microsoft.Resources/deployments';

const SCHEMAS = 'https://schema.management.azure.com/schemas';
/** The schema of a template that is deployed to a resource group. */
export const GROUP_TEMPLATE_SCHEMA = `${SCHEMAS}/2019-04-01/deploymentTemplate.json#`;
/** The schema of a template that is deployed to a subscription. */
export const SUBSCRIPTION_TEMPLATE_SCHEMA = `${SCHEMAS}/2018-05-01/subscriptionDeploymentTemplate.json#`;

type ParameterType = 'string' | 'securestring' | 'int' | 'bool' | 'array' | 'object' | 'secureobject';

/** Types are spelled without regard to case on the wire. */
export interface TemplateParameter {
  type: OpenEnum<ParameterType>;
  defaultValue?: unknown;
  allowedValues?: unknown[];
  minLength?: number;
  maxLength?: number;
  minValue?: number;
  maxValue?: number;
  metadata?: { description?: string };
}

export interface TemplateResource {
  type: string;
  apiVersion: string;
  name: string;
  /** What an extension resource is attached to, such as `Microsoft.DBforPostgreSQL/flexibleServers/pg`. */
  scope?: string;
  /** Only on nested deployments: where to deploy, when it differs from where the template itself goes. */
  subscriptionId?: string;
  resourceGroup?: string;
  location?: string;
  dependsOn?: string[];
  condition?: boolean | string;
  copy?: { name: string; count: number | string; mode?: string; batchSize?: number };
  properties?: unknown;
  comments?: string;
  [field: string]: unknown;
}

export interface ArmTemplate {
  $schema: string;
  contentVersion: string;
  metadata?: Record<string, unknown>;
  parameters?: Record<string, TemplateParameter>;
  variables?: Record<string, unknown>;
  resources: TemplateResource[];
  outputs?: Record<string, { type: string; value: unknown }>;
}

export interface DeploymentInput {
  /** Required at subscription level, absent in a resource group. */
  location?: string;
  properties: {
    mode: 'Incremental';
    template: ArmTemplate;
    parameters?: Record<string, { value: unknown }>;
    expressionEvaluationOptions?: { scope: OpenEnum<'Inner' | 'Outer'> };
  };
}

export type DeploymentState = OpenEnum<'Accepted' | 'Running' | 'Succeeded' | 'Failed' | 'Canceled'>;

export interface Deployment {
  id: ResourceId;
  name: string;
  type: string;
  location?: string;
  properties: {
    templateHash: string;
    parameters: Record<string, { type: string; value?: unknown }>;
    mode: string;
    provisioningState: DeploymentState;
    /** When it last changed. */
    timestamp: string;
    /** ISO 8601, such as `PT12.4628659S`. */
    duration: string;
    correlationId: string;
    providers: { namespace: string; resourceTypes: { resourceType: string; locations: (string | null)[] }[] }[];
    dependencies: { dependsOn: ResourceLink[]; id: ResourceId; resourceType: string; resourceName: string }[];
    outputs?: Record<string, { type: string; value: unknown }>;
    outputResources?: { id: ResourceId }[];
    /** What `validate` returns: the resources that the template makes, as far as they are known in advance. */
    validatedResources?: { id: ResourceId }[];
    error?: ErrorBody;
  };
}

interface ResourceLink {
  id: ResourceId;
  resourceType: string;
  resourceName: string;
}

/** The state of the long-running operation, and nothing else (docs/reference/arm.md#8-deployments). */
export interface DeploymentOperationStatus {
  status: DeploymentState;
  error?: ErrorBody;
}

/** The result of one resource of a deployment. */
export interface DeploymentOperation {
  id: ResourceId;
  operationId: string;
  properties: {
    provisioningOperation: string;
    provisioningState: DeploymentState;
    timestamp: string;
    duration: string;
    /** The HTTP status by name, such as `Created`. */
    statusCode?: string;
    statusMessage?: { error: ErrorBody };
    targetResource?: ResourceLink;
  };
}
