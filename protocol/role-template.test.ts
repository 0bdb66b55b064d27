import { expect, it } from 'vitest';
import { ROLE_IDS, type RoleNeed } from './authorization.ts';
import { backupRoleNeeds } from './datasources.ts';
import { resourceGroupScope, resourceId, subscriptionScope } from './resource-id.ts';
import {
  deployCommand,
  roleTemplate,
  roleTemplateFileName,
  roleTemplateTarget,
  roleTemplateText,
} from './role-template.ts';

const CONTOSO = '11111111-1111-4111-8111-111111111111';
const FABRIKAM = '55555555-5555-4555-8555-555555555555';
const PRINCIPAL = '33333333-3333-4333-8333-333333333333';
const server = (subscription: string, group: string, name: string) =>
  resourceId(resourceGroupScope(subscription, group), 'Microsoft.DBforPostgreSQL/flexibleServers', name);
const given = (needs: readonly RoleNeed[]) => ({
  needs,
  principalId: PRINCIPAL,
  vaultName: 'bv-contoso-weu',
  location: 'westeurope',
});

interface Nested {
  subscriptionId: string;
  resourceGroup?: string;
  location?: string;
  properties: { template: { resources: { name: string; scope?: string }[] } };
}
const nestedOf = (needs: readonly RoleNeed[]) => roleTemplate(given(needs)).resources as unknown as Nested[];

it('reads well for one server, whose resource group it is deployed to', () => {
  expect(roleTemplate(given(backupRoleNeeds(server(CONTOSO, 'rg-data', 'pg-orders'))))).toMatchInlineSnapshot(`
    {
      "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
      "contentVersion": "1.0.0.0",
      "metadata": {
        "description": "Gives the managed identity of Backup vault 'bv-contoso-weu' the roles that it needs to back up PostgreSQL flexible servers.",
        "howToDeploy": "As someone who may assign roles, such as an Owner: az deployment group create --subscription 11111111-1111-4111-8111-111111111111 --resource-group rg-data --name bv-contoso-weu-role-assignments --template-file bv-contoso-weu-role-assignments.json",
      },
      "parameters": {
        "principalId": {
          "defaultValue": "33333333-3333-4333-8333-333333333333",
          "metadata": {
            "description": "Object id of the managed identity of Backup vault 'bv-contoso-weu'.",
          },
          "type": "string",
        },
      },
      "resources": [
        {
          "apiVersion": "2022-04-01",
          "comments": "Reader on rg-data",
          "name": "[guid(resourceGroup().id, parameters('principalId'), variables('reader'))]",
          "properties": {
            "principalId": "[parameters('principalId')]",
            "principalType": "ServicePrincipal",
            "roleDefinitionId": "[variables('reader')]",
          },
          "type": "Microsoft.Authorization/roleAssignments",
        },
        {
          "apiVersion": "2022-04-01",
          "comments": "PostgreSQL Flexible Server Long Term Retention Backup Role on pg-orders",
          "name": "[guid(resourceId('Microsoft.DBforPostgreSQL/flexibleServers', 'pg-orders'), parameters('principalId'), variables('postgresqlFlexibleServerLongTermRetentionBackupRole'))]",
          "properties": {
            "principalId": "[parameters('principalId')]",
            "principalType": "ServicePrincipal",
            "roleDefinitionId": "[variables('postgresqlFlexibleServerLongTermRetentionBackupRole')]",
          },
          "scope": "Microsoft.DBforPostgreSQL/flexibleServers/pg-orders",
          "type": "Microsoft.Authorization/roleAssignments",
        },
      ],
      "variables": {
        "postgresqlFlexibleServerLongTermRetentionBackupRole": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'c088a766-074b-43ba-90d4-1fb21feae531')]",
        "reader": "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')]",
      },
    }
  `);
});

it('gives Reader once for several servers of a resource group', () => {
  const needs = ['pg-a', 'pg-b', 'pg-c'].flatMap((name) => backupRoleNeeds(server(CONTOSO, 'rg-data', name)));
  expect(roleTemplateTarget(needs)).toEqual({ subscriptionId: CONTOSO, resourceGroup: 'rg-data' });
  expect(roleTemplate(given(needs)).resources.map(({ scope }) => scope)).toEqual([
    undefined,
    'Microsoft.DBforPostgreSQL/flexibleServers/pg-a',
    'Microsoft.DBforPostgreSQL/flexibleServers/pg-b',
    'Microsoft.DBforPostgreSQL/flexibleServers/pg-c',
  ]);
});

it('has a deployment of its own for each resource group of each subscription, in an order of its own', () => {
  const needs = [
    ...backupRoleNeeds(server(FABRIKAM, 'rg-erp', 'pg-erp')),
    ...backupRoleNeeds(server(CONTOSO, 'rg-shop', 'pg-shop')),
    ...backupRoleNeeds(server(CONTOSO, 'rg-data', 'pg-orders')),
  ];
  const places = nestedOf(needs).map(({ subscriptionId, resourceGroup }) => [subscriptionId, resourceGroup]);
  expect(places).toEqual([
    [CONTOSO, 'rg-data'],
    [CONTOSO, 'rg-shop'],
    [FABRIKAM, 'rg-erp'],
  ]);
  expect(roleTemplateTarget(needs)).toEqual({ subscriptionId: CONTOSO });
  expect(roleTemplateText(given(needs.toReversed()))).toBe(roleTemplateText(given(needs)));
});

it('deploys a role on a whole subscription to the subscription', () => {
  const reader = (id: string) => ({ roleId: ROLE_IDS.reader, roleName: 'Reader', scope: subscriptionScope(id) });
  const name = "[guid(subscription().id, parameters('principalId'), variables('reader'))]";
  expect(roleTemplate(given([reader(CONTOSO)])).resources).toMatchObject([{ name }]);
  const [one, other] = nestedOf([reader(FABRIKAM), reader(CONTOSO)]);
  expect(one).toMatchObject({ subscriptionId: CONTOSO, location: 'westeurope' });
  expect(other).toMatchObject({ subscriptionId: FABRIKAM, location: 'westeurope' });
  expect(other?.resourceGroup).toBeUndefined();
  expect(other?.properties.template.resources).toMatchObject([{ name }]);
});

it.each([
  '/',
  '/providers/Microsoft.Management/managementGroups/all',
  `${server(CONTOSO, 'rg', 'pg')}/providers/X/y/z`,
])('makes no template for a role at %s', (scope) => {
  expect(() => roleTemplate(given([{ roleId: ROLE_IDS.reader, roleName: 'Reader', scope }]))).toThrow(scope);
});

it('makes no template of nothing', () => {
  expect(() => roleTemplate(given([]))).toThrow('no role');
});

it('gives the command for a file, and quotes a name that a shell would split', () => {
  const needs = backupRoleNeeds(server(CONTOSO, 'rg-data', 'pg-orders'));
  const fileName = roleTemplateFileName('bv-contoso-weu');
  expect(deployCommand(given(needs), fileName)).toBe(
    `az deployment group create --subscription ${CONTOSO} --resource-group rg-data --name bv-contoso-weu-role-assignments --template-file bv-contoso-weu-role-assignments.json`,
  );
  const more = [...needs, ...backupRoleNeeds(server(FABRIKAM, 'rg-erp', 'pg-erp'))];
  expect(deployCommand(given(more), fileName)).toBe(
    `az deployment sub create --subscription ${CONTOSO} --location westeurope --name bv-contoso-weu-role-assignments --template-file bv-contoso-weu-role-assignments.json`,
  );
  expect(deployCommand(given(needs), "it's; rm -rf.json")).toContain(
    String.raw`--template-file 'it'\''s; rm -rf.json'`,
  );
});
