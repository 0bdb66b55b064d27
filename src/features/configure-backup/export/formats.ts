/** The languages of the export. A new one is an entry here. */
import { armTemplateFiles } from './arm-template.ts';
import { azureCliFiles } from './azure-cli.ts';
import { bicepFiles } from './bicep.ts';
import { shellWord, type ExportedFile } from './exported-file.ts';
import type { ExportPlan } from './export-plan.ts';
import { terraformFiles } from './terraform.ts';

export interface ExportFormat {
  id: 'arm' | 'bicep' | 'terraform' | 'cli';
  title: string;
  files: (plan: ExportPlan) => ExportedFile[];
  /** The command to run where the files are. */
  command: (plan: ExportPlan) => string;
  /** What to know before running it. */
  advice: string;
}

const RUN_AGAIN =
  'New role assignments take effect after some minutes. If the deployment fails because they are missing, run it again: nothing is created twice.';

export const exportFormats: readonly ExportFormat[] = [
  {
    id: 'arm',
    title: 'ARM template',
    files: armTemplateFiles,
    command: (plan) => deploymentCommand(plan, 'azuredeploy.json'),
    advice: RUN_AGAIN,
  },
  {
    id: 'bicep',
    title: 'Bicep',
    files: bicepFiles,
    command: (plan) => deploymentCommand(plan, 'main.bicep'),
    advice: `Keep the three files in one folder. ${RUN_AGAIN}`,
  },
  {
    id: 'terraform',
    title: 'Terraform',
    files: terraformFiles,
    command: () => 'terraform init && terraform apply',
    advice:
      'Existing Azure resources, such as the policy, are imported and not created again. It waits three minutes for new role assignments to take effect.',
  },
  {
    id: 'cli',
    title: 'Azure CLI',
    files: azureCliFiles,
    command: () => 'bash configure-backup.sh',
    advice:
      'It leaves existing resources as they are, waits for new role assignments to take effect, and can be run again at any time.',
  },
];

const deploymentCommand = ({ vault }: ExportPlan, file: string): string =>
  [
    'az deployment sub create',
    `--subscription ${vault.subscriptionId}`,
    `--name ${shellWord(`${vault.name}-backup`)}`,
    `--location ${shellWord(vault.location)}`,
    `--template-file ${file}`,
  ].join(' ');
