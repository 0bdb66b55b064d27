#!/usr/bin/env bash
# Backup of 3 PostgreSQL flexible servers in the Backup vault 'bv-contoso-weu' with the policy 'weekly'.
# The vault and the servers must exist. It is safe to run this again.
set -euo pipefail

# The object ID of the vault's managed identity, to which the roles are given.
principal_id=33333333-3333-4333-8333-333333333333

vault=(
  --subscription 11111111-1111-4111-8111-111111111111
  --resource-group=rg-backup
  --vault-name=bv-contoso-weu
)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

az extension add --name dataprotection --upgrade --only-show-errors

# The policy, unless the vault has it.
policy=weekly
cat > "$work/policy.json" <<'JSON'
{
  "objectType": "BackupPolicy",
  "datasourceTypes": [
    "Microsoft.DBforPostgreSQL/flexibleServers"
  ],
  "policyRules": [
    {
      "objectType": "AzureBackupRule",
      "name": "BackupWeekly",
      "backupParameters": {
        "objectType": "AzureBackupParams",
        "backupType": "Full"
      },
      "dataStore": {
        "objectType": "DataStoreInfoBase",
        "dataStoreType": "VaultStore"
      },
      "trigger": {
        "objectType": "ScheduleBasedTriggerContext",
        "schedule": {
          "repeatingTimeIntervals": [
            "R/2026-02-01T22:00:00+00:00/P1W",
            "R/2026-02-04T22:00:00+00:00/P1W"
          ],
          "timeZone": "W. Europe Standard Time"
        },
        "taggingCriteria": [
          {
            "isDefault": false,
            "taggingPriority": 10,
            "tagInfo": {
              "tagName": "Yearly",
              "id": "Yearly_"
            },
            "criteria": [
              {
                "objectType": "ScheduleBasedBackupCriteria",
                "absoluteCriteria": [
                  "FirstOfYear"
                ]
              }
            ]
          },
          {
            "isDefault": false,
            "taggingPriority": 15,
            "tagInfo": {
              "tagName": "Monthly",
              "id": "Monthly_"
            },
            "criteria": [
              {
                "objectType": "ScheduleBasedBackupCriteria",
                "absoluteCriteria": [
                  "FirstOfMonth"
                ]
              }
            ]
          },
          {
            "isDefault": false,
            "taggingPriority": 20,
            "tagInfo": {
              "tagName": "Weekly",
              "id": "Weekly_"
            },
            "criteria": [
              {
                "objectType": "ScheduleBasedBackupCriteria",
                "absoluteCriteria": [
                  "FirstOfWeek"
                ]
              }
            ]
          },
          {
            "isDefault": true,
            "taggingPriority": 99,
            "tagInfo": {
              "tagName": "Default",
              "id": "Default_"
            }
          }
        ]
      }
    },
    {
      "objectType": "AzureRetentionRule",
      "name": "Yearly",
      "isDefault": false,
      "lifecycles": [
        {
          "sourceDataStore": {
            "objectType": "DataStoreInfoBase",
            "dataStoreType": "VaultStore"
          },
          "deleteAfter": {
            "objectType": "AbsoluteDeleteOption",
            "duration": "P10Y"
          },
          "targetDataStoreCopySettings": []
        }
      ]
    },
    {
      "objectType": "AzureRetentionRule",
      "name": "Monthly",
      "isDefault": false,
      "lifecycles": [
        {
          "sourceDataStore": {
            "objectType": "DataStoreInfoBase",
            "dataStoreType": "VaultStore"
          },
          "deleteAfter": {
            "objectType": "AbsoluteDeleteOption",
            "duration": "P36M"
          },
          "targetDataStoreCopySettings": []
        }
      ]
    },
    {
      "objectType": "AzureRetentionRule",
      "name": "Weekly",
      "isDefault": false,
      "lifecycles": [
        {
          "sourceDataStore": {
            "objectType": "DataStoreInfoBase",
            "dataStoreType": "VaultStore"
          },
          "deleteAfter": {
            "objectType": "AbsoluteDeleteOption",
            "duration": "P26W"
          },
          "targetDataStoreCopySettings": []
        }
      ]
    },
    {
      "objectType": "AzureRetentionRule",
      "name": "Default",
      "isDefault": true,
      "lifecycles": [
        {
          "sourceDataStore": {
            "objectType": "DataStoreInfoBase",
            "dataStoreType": "VaultStore"
          },
          "deleteAfter": {
            "objectType": "AbsoluteDeleteOption",
            "duration": "P3M"
          },
          "targetDataStoreCopySettings": []
        }
      ]
    }
  ]
}
JSON
if ! az dataprotection backup-policy show "${vault[@]}" --name="$policy" --output none 2> /dev/null; then
  az dataprotection backup-policy create "${vault[@]}" --name="$policy" --policy "$work/policy.json" --output none
fi

# assign <role> <scope> <name>: gives the vault's identity a role. One that it has already is not an error.
assign() {
  az role assignment create \
    --assignee-object-id "$principal_id" \
    --assignee-principal-type ServicePrincipal \
    --role "$1" \
    --scope "$2" \
    --name "$3" \
    --output none
}

# Reader
assign /subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7 /subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data 66666666-6666-4666-8666-666666666666
# PostgreSQL Flexible Server Long Term Retention Backup Role
assign /subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/roleDefinitions/c088a766-074b-43ba-90d4-1fb21feae531 /subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-orders c58b71c1-437c-57af-86a8-90dae14beba2
# PostgreSQL Flexible Server Long Term Retention Backup Role
assign /subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/roleDefinitions/c088a766-074b-43ba-90d4-1fb21feae531 /subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-customers b7be2dcc-925e-54b1-9631-43cb7c924baf
# Reader
assign /subscriptions/55555555-5555-4555-8555-555555555555/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7 /subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-ledger cd1b7a2a-d72b-538d-a416-31e5b32b4bda
# PostgreSQL Flexible Server Long Term Retention Backup Role
assign /subscriptions/55555555-5555-4555-8555-555555555555/providers/Microsoft.Authorization/roleDefinitions/c088a766-074b-43ba-90d4-1fb21feae531 /subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-ledger/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-ledger 419f5608-5b63-5ce0-a348-f4fec280e24c

# configure <backup instance>: makes the backup instance that instance.json describes. New role assignments take effect
# after some time, so what the service refuses without them is tried again for half an hour.
configure() {
  local message attempt
  if az dataprotection backup-instance show "${vault[@]}" --backup-instance-name="$1" --output none 2> /dev/null; then
    echo "In the vault already: $1"
    return 0
  fi
  for attempt in {1..60}; do
    if message=$(az dataprotection backup-instance validate-for-backup "${vault[@]}" \
      --backup-instance "$work/instance.json" --output none 2>&1); then
      az dataprotection backup-instance create "${vault[@]}" \
        --backup-instance "$work/instance.json" --output none || return 1
      echo "Configured: $1"
      return 0
    fi
    [[ $message == *UserErrorMissingRequiredPermissions* ]] || break
    echo "The role assignments are not in effect yet (try $attempt of 60): $1"
    sleep 30
  done
  printf 'Could not configure %s\n%s\n' "$1" "$message" >&2
  return 1
}

failed=0

# pg-orders
cat > "$work/instance.json" <<'JSON'
{
  "backup_instance_name": "pg-orders-00000000",
  "properties": {
    "object_type": "BackupInstance",
    "friendly_name": "pg-orders",
    "data_source_info": {
      "object_type": "Datasource",
      "datasource_type": "Microsoft.DBforPostgreSQL/flexibleServers",
      "resource_type": "Microsoft.DBforPostgreSQL/flexibleServers",
      "resource_id": "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-orders",
      "resource_name": "pg-orders",
      "resource_location": "westeurope",
      "resource_uri": "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-orders"
    },
    "policy_info": {
      "policy_id": "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-contoso-weu/backupPolicies/weekly"
    },
    "data_source_set_info": null
  }
}
JSON
configure pg-orders-00000000 || failed=$((failed + 1))

# pg-customers
cat > "$work/instance.json" <<'JSON'
{
  "backup_instance_name": "pg-customers-00000001",
  "properties": {
    "object_type": "BackupInstance",
    "friendly_name": "pg-customers",
    "data_source_info": {
      "object_type": "Datasource",
      "datasource_type": "Microsoft.DBforPostgreSQL/flexibleServers",
      "resource_type": "Microsoft.DBforPostgreSQL/flexibleServers",
      "resource_id": "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-customers",
      "resource_name": "pg-customers",
      "resource_location": "westeurope",
      "resource_uri": "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-customers"
    },
    "policy_info": {
      "policy_id": "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-contoso-weu/backupPolicies/weekly"
    },
    "data_source_set_info": null
  }
}
JSON
configure pg-customers-00000001 || failed=$((failed + 1))

# pg-ledger
cat > "$work/instance.json" <<'JSON'
{
  "backup_instance_name": "pg-ledger-00000002",
  "properties": {
    "object_type": "BackupInstance",
    "friendly_name": "[it's the \"${ledger}\" \\ %{if}]",
    "data_source_info": {
      "object_type": "Datasource",
      "datasource_type": "Microsoft.DBforPostgreSQL/flexibleServers",
      "resource_type": "Microsoft.DBforPostgreSQL/flexibleServers",
      "resource_id": "/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-ledger/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-ledger",
      "resource_name": "pg-ledger",
      "resource_location": "westeurope",
      "resource_uri": "/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-ledger/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-ledger"
    },
    "policy_info": {
      "policy_id": "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-contoso-weu/backupPolicies/weekly"
    },
    "data_source_set_info": null
  }
}
JSON
configure pg-ledger-00000002 || failed=$((failed + 1))

if ((failed > 0)); then
  echo "$failed of 3 servers could not be configured." >&2
  exit 1
fi
