# Backup of 3 PostgreSQL flexible servers in the Backup vault 'bv-contoso-weu' with the policy 'weekly'.
# The vault and the servers must exist.

terraform {
  required_version = ">= 1.5"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.0"
    }
    time = {
      source  = "hashicorp/time"
      version = "~> 0.12"
    }
  }
}

provider "azurerm" {
  subscription_id = "11111111-1111-4111-8111-111111111111"
  features {}
}

provider "azurerm" {
  alias           = "subscription_2"
  subscription_id = "55555555-5555-4555-8555-555555555555"
  features {}
}

data "azurerm_data_protection_backup_vault" "vault" {
  name                = "bv-contoso-weu"
  resource_group_name = "rg-backup"
}

# A policy that azurerm makes names its backup rule 'BackupIntervals'; in the portal's it is 'BackupWeekly'.
resource "azurerm_data_protection_backup_policy_postgresql_flexible_server" "policy" {
  name                            = "weekly"
  vault_id                        = data.azurerm_data_protection_backup_vault.vault.id
  backup_repeating_time_intervals = ["R/2026-02-01T22:00:00+00:00/P1W", "R/2026-02-04T22:00:00+00:00/P1W"]
  time_zone                       = "W. Europe Standard Time"

  default_retention_rule {
    life_cycle {
      data_store_type = "VaultStore"
      duration        = "P3M"
    }
  }

  retention_rule {
    name     = "Yearly"
    priority = 10

    life_cycle {
      data_store_type = "VaultStore"
      duration        = "P10Y"
    }

    criteria {
      absolute_criteria = "FirstOfYear"
    }
  }

  retention_rule {
    name     = "Monthly"
    priority = 15

    life_cycle {
      data_store_type = "VaultStore"
      duration        = "P36M"
    }

    criteria {
      absolute_criteria = "FirstOfMonth"
    }
  }

  retention_rule {
    name     = "Weekly"
    priority = 20

    life_cycle {
      data_store_type = "VaultStore"
      duration        = "P26W"
    }

    criteria {
      absolute_criteria = "FirstOfWeek"
    }
  }
}

# The policy is in this vault already. For another vault, remove this block.
import {
  to = azurerm_data_protection_backup_policy_postgresql_flexible_server.policy
  id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-contoso-weu/backupPolicies/weekly"
}

locals {
  # One backup instance for each server.
  instances = {
    "pg-orders" = {
      name      = "pg-orders-00000000"
      server_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-orders"
      location  = "westeurope"
    }
    "pg-customers" = {
      name      = "pg-customers"
      server_id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-customers"
      location  = "westeurope"
    }
    "[it's the \"$${ledger}\" \\ %%{if}]" = {
      name      = "[it's the \"$${ledger}\" \\ %%{if}]"
      server_id = "/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-ledger/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-ledger"
      location  = "westeurope"
    }
  }
}

# What the vault's identity needs to back up the servers.
resource "azurerm_role_assignment" "vault_roles" {
  for_each = {
    "Reader on rg-data" = {
      name               = "66666666-6666-4666-8666-666666666666"
      scope              = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data"
      role_definition_id = "/subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
    }
    "Backup role on rg-data/pg-orders" = {
      name               = "c58b71c1-437c-57af-86a8-90dae14beba2"
      scope              = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-orders"
      role_definition_id = "/subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/roleDefinitions/c088a766-074b-43ba-90d4-1fb21feae531"
    }
    "Backup role on rg-data/pg-customers" = {
      name               = "b7be2dcc-925e-54b1-9631-43cb7c924baf"
      scope              = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-customers"
      role_definition_id = "/subscriptions/11111111-1111-4111-8111-111111111111/providers/Microsoft.Authorization/roleDefinitions/c088a766-074b-43ba-90d4-1fb21feae531"
    }
  }

  name               = each.value.name
  scope              = each.value.scope
  role_definition_id = each.value.role_definition_id
  principal_id       = data.azurerm_data_protection_backup_vault.vault.identity[0].principal_id
  principal_type     = "ServicePrincipal"
}

import {
  to = azurerm_role_assignment.vault_roles["Reader on rg-data"]
  id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-data/providers/Microsoft.Authorization/roleAssignments/66666666-6666-4666-8666-666666666666"
}

# What the vault's identity needs to back up the servers.
resource "azurerm_role_assignment" "vault_roles_2" {
  for_each = {
    "Reader on rg-ledger" = {
      name               = "cd1b7a2a-d72b-538d-a416-31e5b32b4bda"
      scope              = "/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-ledger"
      role_definition_id = "/subscriptions/55555555-5555-4555-8555-555555555555/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7"
    }
    "Backup role on rg-ledger/pg-ledger" = {
      name               = "419f5608-5b63-5ce0-a348-f4fec280e24c"
      scope              = "/subscriptions/55555555-5555-4555-8555-555555555555/resourceGroups/rg-ledger/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-ledger"
      role_definition_id = "/subscriptions/55555555-5555-4555-8555-555555555555/providers/Microsoft.Authorization/roleDefinitions/c088a766-074b-43ba-90d4-1fb21feae531"
    }
  }

  provider           = azurerm.subscription_2
  name               = each.value.name
  scope              = each.value.scope
  role_definition_id = each.value.role_definition_id
  principal_id       = data.azurerm_data_protection_backup_vault.vault.identity[0].principal_id
  principal_type     = "ServicePrincipal"
}

# New role assignments take effect after some time.
resource "time_sleep" "role_propagation" {
  create_duration = "3m"

  triggers = {
    role_assignments = join(",", [for grant in concat(values(azurerm_role_assignment.vault_roles), values(azurerm_role_assignment.vault_roles_2)) : grant.id])
  }
}

# azurerm gives a backup instance one name: the one that the portal shows is also the last part of its id.
resource "azurerm_data_protection_backup_instance_postgresql_flexible_server" "servers" {
  for_each = local.instances

  name             = each.value.name
  location         = each.value.location
  vault_id         = data.azurerm_data_protection_backup_vault.vault.id
  server_id        = each.value.server_id
  backup_policy_id = azurerm_data_protection_backup_policy_postgresql_flexible_server.policy.id

  depends_on = [time_sleep.role_propagation]
}

import {
  to = azurerm_data_protection_backup_instance_postgresql_flexible_server.servers["pg-orders"]
  id = "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/bv-contoso-weu/backupInstances/pg-orders-00000000"
}
