// The backup policy and the backup instances of the vault.
targetScope = 'resourceGroup'

param vaultName string

param instances {
  name: string
  friendlyName: string
  serverId: string
  serverName: string
  location: string
}[]

resource vault 'Microsoft.DataProtection/backupVaults@2025-07-01' existing = {
  name: vaultName
}

resource policy 'Microsoft.DataProtection/backupVaults/backupPolicies@2025-07-01' = {
  parent: vault
  name: 'weekly'
  properties: {
    objectType: 'BackupPolicy'
    datasourceTypes: [
      'Microsoft.DBforPostgreSQL/flexibleServers'
    ]
    policyRules: [
      {
        objectType: 'AzureBackupRule'
        name: 'BackupWeekly'
        backupParameters: {
          objectType: 'AzureBackupParams'
          backupType: 'Full'
        }
        dataStore: {
          objectType: 'DataStoreInfoBase'
          dataStoreType: 'VaultStore'
        }
        trigger: {
          objectType: 'ScheduleBasedTriggerContext'
          schedule: {
            repeatingTimeIntervals: [
              'R/2026-02-01T22:00:00+00:00/P1W'
              'R/2026-02-04T22:00:00+00:00/P1W'
            ]
            timeZone: 'W. Europe Standard Time'
          }
          taggingCriteria: [
            {
              isDefault: false
              taggingPriority: 10
              tagInfo: {
                tagName: 'Yearly'
                id: 'Yearly_'
              }
              criteria: [
                {
                  objectType: 'ScheduleBasedBackupCriteria'
                  absoluteCriteria: [
                    'FirstOfYear'
                  ]
                }
              ]
            }
            {
              isDefault: false
              taggingPriority: 15
              tagInfo: {
                tagName: 'Monthly'
                id: 'Monthly_'
              }
              criteria: [
                {
                  objectType: 'ScheduleBasedBackupCriteria'
                  absoluteCriteria: [
                    'FirstOfMonth'
                  ]
                }
              ]
            }
            {
              isDefault: false
              taggingPriority: 20
              tagInfo: {
                tagName: 'Weekly'
                id: 'Weekly_'
              }
              criteria: [
                {
                  objectType: 'ScheduleBasedBackupCriteria'
                  absoluteCriteria: [
                    'FirstOfWeek'
                  ]
                }
              ]
            }
            {
              isDefault: true
              taggingPriority: 99
              tagInfo: {
                tagName: 'Default'
                id: 'Default_'
              }
            }
          ]
        }
      }
      {
        objectType: 'AzureRetentionRule'
        name: 'Yearly'
        isDefault: false
        lifecycles: [
          {
            sourceDataStore: {
              objectType: 'DataStoreInfoBase'
              dataStoreType: 'VaultStore'
            }
            deleteAfter: {
              objectType: 'AbsoluteDeleteOption'
              duration: 'P10Y'
            }
            targetDataStoreCopySettings: []
          }
        ]
      }
      {
        objectType: 'AzureRetentionRule'
        name: 'Monthly'
        isDefault: false
        lifecycles: [
          {
            sourceDataStore: {
              objectType: 'DataStoreInfoBase'
              dataStoreType: 'VaultStore'
            }
            deleteAfter: {
              objectType: 'AbsoluteDeleteOption'
              duration: 'P36M'
            }
            targetDataStoreCopySettings: []
          }
        ]
      }
      {
        objectType: 'AzureRetentionRule'
        name: 'Weekly'
        isDefault: false
        lifecycles: [
          {
            sourceDataStore: {
              objectType: 'DataStoreInfoBase'
              dataStoreType: 'VaultStore'
            }
            deleteAfter: {
              objectType: 'AbsoluteDeleteOption'
              duration: 'P26W'
            }
            targetDataStoreCopySettings: []
          }
        ]
      }
      {
        objectType: 'AzureRetentionRule'
        name: 'Default'
        isDefault: true
        lifecycles: [
          {
            sourceDataStore: {
              objectType: 'DataStoreInfoBase'
              dataStoreType: 'VaultStore'
            }
            deleteAfter: {
              objectType: 'AbsoluteDeleteOption'
              duration: 'P3M'
            }
            targetDataStoreCopySettings: []
          }
        ]
      }
    ]
  }
}

resource backupInstances 'Microsoft.DataProtection/backupVaults/backupInstances@2025-07-01' = [for instance in instances: {
  parent: vault
  name: instance.name
  properties: {
    objectType: 'BackupInstance'
    friendlyName: instance.friendlyName
    dataSourceInfo: {
      objectType: 'Datasource'
      datasourceType: 'Microsoft.DBforPostgreSQL/flexibleServers'
      resourceType: 'Microsoft.DBforPostgreSQL/flexibleServers'
      resourceID: instance.serverId
      resourceName: instance.serverName
      resourceLocation: instance.location
      resourceUri: instance.serverId
    }
    policyInfo: {
      policyId: policy.id
    }
  }
}]
