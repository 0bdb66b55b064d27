/** The configuration as a Bash script for the Azure CLI. Existing resources are left as they are. */
import { POSTGRES_SERVERS } from '#protocol/postgres-servers.ts';
import { grantsIn, instanceProperties, type ExportedInstance, type ExportPlan } from './export-plan.ts';
import { count, inComment, shellWord, type ExportedFile } from './exported-file.ts';

export const azureCliFiles = (plan: ExportPlan): ExportedFile[] => [
  { name: 'configure-backup.sh', text: configureBackupScript(plan) },
];

function configureBackupScript(plan: ExportPlan): string {
  const { vault, policy, instances } = plan;
  return `#!/usr/bin/env bash
${comment(`Backup of ${count(instances.length, POSTGRES_SERVERS.words.one)} in the Backup vault '${vault.name}' with the policy '${policy.name}'.`)}
# The vault and the servers must exist. It is safe to run this again.
set -euo pipefail

# The object ID of the vault's managed identity, to which the roles are given.
principal_id=${shellWord(vault.principalId)}

vault=(
  --subscription ${shellWord(vault.subscriptionId)}
  --resource-group=${shellWord(vault.resourceGroup)}
  --vault-name=${shellWord(vault.name)}
)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

az extension add --name dataprotection --upgrade --only-show-errors

# The policy, unless the vault has it.
policy=${shellWord(policy.name)}
cat > "$work/policy.json" <<'JSON'
${JSON.stringify(policy.properties, undefined, 2)}
JSON
if ! az dataprotection backup-policy show "\${vault[@]}" --name="$policy" --output none 2> /dev/null; then
  az dataprotection backup-policy create "\${vault[@]}" --name="$policy" --policy "$work/policy.json" --output none
fi

# assign <role> <scope> <name>: gives the vault's identity a role. One that it has already is not an error.
assign() {
  az role assignment create \\
    --assignee-object-id "$principal_id" \\
    --assignee-principal-type ServicePrincipal \\
    --role "$1" \\
    --scope "$2" \\
    --name "$3" \\
    --output none
}

${grantsIn(plan)
  .map(
    ({ roleName, roleDefinitionId, scope, name }) =>
      `${comment(roleName)}\nassign ${shellWord(roleDefinitionId)} ${shellWord(scope)} ${shellWord(name)}\n`,
  )
  .join('')}
# configure <backup instance>: makes the backup instance that instance.json describes. New role assignments take effect
# after some time, so what the service refuses without them is tried again for half an hour.
configure() {
  local message attempt
  if az dataprotection backup-instance show "\${vault[@]}" --backup-instance-name="$1" --output none 2> /dev/null; then
    echo "In the vault already: $1"
    return 0
  fi
  for attempt in {1..60}; do
    if message=$(az dataprotection backup-instance validate-for-backup "\${vault[@]}" \\
      --backup-instance "$work/instance.json" --output none 2>&1); then
      az dataprotection backup-instance create "\${vault[@]}" \\
        --backup-instance "$work/instance.json" --output none || return 1
      echo "Configured: $1"
      return 0
    fi
    [[ $message == *UserErrorMissingRequiredPermissions* ]] || break
    echo "The role assignments are not in effect yet (try $attempt of 60): $1"
    sleep 30
  done
  printf 'Could not configure %s\\n%s\\n' "$1" "$message" >&2
  return 1
}

failed=0

${instances.map((instance) => configureCommand(instance, plan)).join('\n')}
if ((failed > 0)); then
  echo "$failed of ${count(instances.length, 'server')} could not be configured." >&2
  exit 1
fi
`;
}

/** The definition as `az dataprotection backup-instance initialize` writes it. */
function configureCommand(instance: ExportedInstance, { policy }: ExportPlan): string {
  const definition = {
    backup_instance_name: instance.name,
    properties: { ...snakeCased(instanceProperties(instance, policy.id)), data_source_set_info: null },
  };
  return `${comment(instance.server.name)}
cat > "$work/instance.json" <<'JSON'
${JSON.stringify(definition, undefined, 2)}
JSON
configure ${shellWord(instance.name)} || failed=$((failed + 1))
`;
}

/** The tool's own spelling: `resourceID` is `resource_id`. */
const snakeCased = (value: object): object =>
  Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => [
      key.replace(/ID$/, 'Id').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      typeof each === 'object' && each !== null ? snakeCased(each) : each,
    ]),
  );

const comment = (words: string): string => `# ${inComment(words)}`;
