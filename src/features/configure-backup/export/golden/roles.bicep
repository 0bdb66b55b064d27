// What the vault's identity needs in one resource group to back up servers of it.
targetScope = 'resourceGroup'

param principalId string

@description('Name of the assignment of Reader at the resource group.')
param readerAssignment string

@description('The servers, each with the name of its role assignment.')
param servers {
  name: string
  backupAssignment: string
}[]

// Reader
var readerRole = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'acdd72a7-3385-48ef-bd42-f606fba81ae7')

// PostgreSQL Flexible Server Long Term Retention Backup Role
var backupRole = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'c088a766-074b-43ba-90d4-1fb21feae531')

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: readerAssignment
  properties: {
    roleDefinitionId: readerRole
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource flexibleServers 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' existing = [for server in servers: {
  name: server.name
}]

resource backup 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (server, index) in servers: {
  name: server.backupAssignment
  scope: flexibleServers[index]
  properties: {
    roleDefinitionId: backupRole
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}]
