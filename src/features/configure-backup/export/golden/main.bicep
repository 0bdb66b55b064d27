// Backup of 3 PostgreSQL flexible servers in the Backup vault 'bv-contoso-weu' with the policy 'weekly'.
// The vault and the servers must exist. It is safe to deploy this again.
targetScope = 'subscription'

@description('Object ID of the managed identity of the Backup vault.')
param principalId string = '33333333-3333-4333-8333-333333333333'

@description('Where the Backup vault is.')
param vault {
  subscriptionId: string
  resourceGroup: string
  name: string
} = {
  subscriptionId: '11111111-1111-4111-8111-111111111111'
  resourceGroup: 'rg-backup'
  name: 'bv-contoso-weu'
}

@description('The servers by resource group, with the names of their role assignments: GUIDs that stay the same.')
param groups {
  subscriptionId: string
  resourceGroup: string
  readerAssignment: string
  servers: {
    name: string
    backupAssignment: string
  }[]
}[] = [
  {
    subscriptionId: '11111111-1111-4111-8111-111111111111'
    resourceGroup: 'rg-data'
    readerAssignment: '66666666-6666-4666-8666-666666666666'
    servers: [
      {
        name: 'pg-orders'
        backupAssignment: 'c58b71c1-437c-57af-86a8-90dae14beba2'
      }
      {
        name: 'pg-customers'
        backupAssignment: 'b7be2dcc-925e-54b1-9631-43cb7c924baf'
      }
    ]
  }
  {
    subscriptionId: '55555555-5555-4555-8555-555555555555'
    resourceGroup: 'rg-ledger'
    readerAssignment: 'cd1b7a2a-d72b-538d-a416-31e5b32b4bda'
    servers: [
      {
        name: 'pg-ledger'
        backupAssignment: '419f5608-5b63-5ce0-a348-f4fec280e24c'
      }
    ]
  }
]

@description('One backup instance for each server.')
param instances {
  name: string
  friendlyName: string
  serverId: string
  serverName: string
  location: string
}[] = [
  {
    name: 'pg-orders-00000000'
    friendlyName: 'pg-orders'
    serverId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-orders'
    serverName: 'pg-orders'
    location: 'westeurope'
  }
  {
    name: 'pg-customers-00000001'
    friendlyName: 'pg-customers'
    serverId: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-customers'
    serverName: 'pg-customers'
    location: 'westeurope'
  }
  {
    name: 'pg-ledger-00000002'
    friendlyName: '[it\'s the "\${ledger}" \\ %{if}]'
    serverId: '/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-ledger/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-ledger'
    serverName: 'pg-ledger'
    location: 'westeurope'
  }
]

module roles 'roles.bicep' = [for (group, index) in groups: {
  name: '${vault.name}-roles-${index + 1}'
  scope: resourceGroup(group.subscriptionId, group.resourceGroup)
  params: {
    principalId: principalId
    readerAssignment: group.readerAssignment
    servers: group.servers
  }
}]

module protection 'protection.bicep' = {
  name: '${vault.name}-protection'
  scope: resourceGroup(vault.subscriptionId, vault.resourceGroup)
  params: {
    vaultName: vault.name
    instances: instances
  }
  dependsOn: [
    roles
  ]
}
